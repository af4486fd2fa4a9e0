"""Chat templates as the families write them, told by what they need; and those that must not run wild."""

from __future__ import annotations

import pytest

from app.catalog.family_templates import PLAIN, TEMPLATES
from app.domain.language_models import ChatMessage
from app.processes.generator_template import ChatTemplate
from tests.unit.catalog.hostile_ggufs import TEMPLATES as HOSTILE

TALK = (
    ChatMessage("system", "Be brief."),
    ChatMessage("user", "Is tea a drink?"),
    ChatMessage("assistant", "Yes."),
    ChatMessage("user", "And soup?"),
)

# Written for this test after what the families' own templates are known to do.
REFUSES_SYSTEM_AND_WANTS_TURNS = (  # Gemma 2
    "{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}"
    "{% endif %}{% for message in messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('must alternate') }}{% endif %}{% set role = 'model' if message['role'] == 'assistant' else "
    "message['role'] %}{{ '<t>' + role + '\n' + message['content'] | trim + '</t>\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<t>model\n' }}{% endif %}"
)
SYSTEM_IN_FIRST_TURN = (  # Gemma 3: content may be text or a list of parts
    "{%- if messages[0].role == 'system' -%}{%- if messages[0].content is string -%}"
    "{%- set first = messages[0].content + '\n\n' -%}{%- else -%}{%- set first = messages[0].content[0].text -%}"
    "{%- endif -%}{%- set rest = messages[1:] -%}{%- else -%}{%- set first = '' -%}{%- set rest = messages -%}"
    "{%- endif -%}{%- for m in rest -%}[{{ m.role }}]{{ first if loop.first else '' }}"
    "{%- if m.content is string -%}{{ m.content | trim }}{%- elif m.content is iterable -%}parts{%- endif -%}"
    "{%- endfor -%}{%- if add_generation_prompt -%}[model]{%- endif -%}"
)
DATES_AND_TOOLS = (  # Llama 3.x
    "{{- bos_token }}{%- if not date_string is defined %}{%- if strftime_now is defined %}"
    "{%- set date_string = strftime_now('%d %b %Y') %}{%- else %}{%- set date_string = '26 Jul 2024' %}{%- endif %}"
    "{%- endif %}{%- if not tools is defined %}{%- set tools = none %}{%- endif %}"
    "{%- if messages[0]['role'] == 'system' %}{%- set system = messages[0]['content'] | trim %}"
    "{%- set messages = messages[1:] %}{%- else %}{%- set system = '' %}{%- endif %}"
    "{{- '<h>system</h>Today: ' + date_string + '\n' }}{%- if tools is not none %}{{- 'TOOLS' }}{%- endif %}"
    "{{- system + '<e>' }}{%- for message in messages %}"
    "{%- if not (message.role == 'ipython' or message.role == 'tool' or 'tool_calls' in message) %}"
    "{{- '<h>' + message['role'] + '</h>' + message['content'] | trim + '<e>' }}{%- endif %}{%- endfor %}"
    "{%- if add_generation_prompt %}{{- '<h>assistant</h>' }}{%- endif %}"
)
NAMESPACE_AND_SELECT = (  # Mistral, Ministral
    "{%- set users = messages | selectattr('role', 'equalto', 'user') | list %}"
    "{%- if messages[0].role == 'system' %}{%- set system = messages[0].content %}"
    "{%- set loop_messages = messages[1:] %}"
    "{%- else %}{%- set loop_messages = messages %}{%- endif %}{%- set ns = namespace() %}{%- set ns.index = 0 %}"
    "{%- for m in loop_messages %}{%- if not (m.role == 'tool' or (m.tool_calls is defined and m.tool_calls)) %}"
    "{%- if (m.role == 'user') != (ns.index % 2 == 0) %}{{- raise_exception('must alternate') }}{%- endif %}"
    "{%- set ns.index = ns.index + 1 %}{%- endif %}{%- endfor %}{{- bos_token }}"
    "{%- for m in loop_messages %}{%- if m.role == 'user' %}{%- if system is defined and m == users[-1] %}"
    "{{- '[INST]' + system + '\n\n' + m.content + '[/INST]' }}{%- else %}{{- '[INST]' + m.content + '[/INST]' }}"
    "{%- endif %}{%- else %}{{- ' ' + m.content + eos_token }}{%- endif %}{%- endfor %}"
)
SWITCHED_THINKING = (  # Qwen3: looks back from the end, cuts thoughts out of earlier answers
    "{%- set ns = namespace(last=messages | length - 1) %}{%- for m in messages[::-1] %}"
    "{%- set index = (messages | length - 1) - loop.index0 %}"
    "{%- if m.role == 'user' and m.content is string"
    " and not (m.content.startswith('<r>') and m.content.endswith('</r>')) %}"
    "{%- set ns.last = index %}{%- break %}{%- endif %}{%- endfor %}"
    "{%- for m in messages %}{%- set content = m.content %}{%- if '</think>' in content %}"
    "{%- set content = content.split('</think>')[-1].lstrip('\n') %}{%- endif %}"
    "{{- '<|im_start|>' + m.role + '\n' + content + '<|im_end|>\n' }}{%- endfor %}"
    "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\n' }}"
    "{%- if enable_thinking is defined and enable_thinking is false %}{{- '<think>\n\n</think>\n\n' }}{%- endif %}"
    "{%- endif %}"
)
MARKED_FOR_TRAINERS = (  # SmolLM3
    "{%- if enable_thinking is not defined -%}{%- set enable_thinking = true -%}{%- endif -%}"
    "{%- set mode = '/think' if enable_thinking else '/no_think' -%}{{- '<s>' + strftime_now('%d %B %Y') + mode -}}"
    "{%- for m in messages -%}{%- if m.role == 'assistant' -%}{% generation %}{{- '<a>' + m.content.lstrip('\n') -}}"
    "{% endgeneration %}{%- else -%}{{- '<u>' + m.content -}}{%- endif -%}{%- endfor -%}"
    "{%- if add_generation_prompt -%}{{ '<a>' if enable_thinking else '<a><think>\n\n</think>\n' }}{%- endif -%}"
)
ROLES_AND_DOCUMENTS = (  # Granite
    "{%- if messages[0]['role'] == 'system' %}{%- set system = messages[0]['content'] %}{%- set rest = messages[1:] %}"
    "{%- else %}{%- set system = 'Date: ' + strftime_now('%B %d, %Y') + '.' %}{%- set rest = messages %}{%- endif %}"
    "{%- if documents %}{%- set system = system + ' Use the documents.' %}{%- endif %}"
    "{%- if thinking %}{%- set system = system + ' Write your thoughts between <think></think>.' %}{%- endif %}"
    "{{- '<|r|>system<|/r|>' + system + '<|eot|>\n' }}{%- for m in rest %}"
    "{{- '<|r|>' + m['role'] + '<|/r|>' + m['content'] + '<|eot|>\n' }}{%- endfor %}"
    "{%- if add_generation_prompt %}{{- '<|r|>assistant<|/r|>' }}{%- endif %}"
)
ALL = (
    REFUSES_SYSTEM_AND_WANTS_TURNS,
    SYSTEM_IN_FIRST_TURN,
    DATES_AND_TOOLS,
    NAMESPACE_AND_SELECT,
    SWITCHED_THINKING,
    MARKED_FOR_TRAINERS,
    ROLES_AND_DOCUMENTS,
)


@pytest.mark.parametrize("source", [*ALL, *(template.source for template in (*TEMPLATES, PLAIN))])
def test_everything_said_is_in_the_prompt_in_order(source: str) -> None:
    template = ChatTemplate(source, "<bos>", "<eos>")
    assert not template.notes
    rendered = template.render(TALK)
    assert "Be brief." in rendered
    places = [rendered.index(message.content) for message in TALK[1:]]
    assert places == sorted(places)
    assert "TOOLS" not in rendered
    assert rendered.count("<bos>") <= 1


def test_neighbours_of_one_role_become_one_where_turns_are_wanted() -> None:
    template = ChatTemplate(REFUSES_SYSTEM_AND_WANTS_TURNS, "", "")
    rendered = template.render([ChatMessage("user", "One."), ChatMessage("user", "Two.")])
    assert rendered == "<t>user\nOne.\n\nTwo.</t>\n<t>model\n"


def test_thinking_is_switched_by_the_templates_own_argument() -> None:
    for source in (SWITCHED_THINKING, MARKED_FOR_TRAINERS, ROLES_AND_DOCUMENTS):
        template = ChatTemplate(source, "", "")
        assert template.switchable
        assert template.reasoning == ("<think>", "</think>")
        assert template.render(TALK[1:]) != template.render(TALK[1:], thinking=True)
    for source in (DATES_AND_TOOLS, NAMESPACE_AND_SELECT):
        assert not ChatTemplate(source, "", "").switchable


def test_a_prompt_that_opens_the_thinking_is_known() -> None:
    template = ChatTemplate("{% for m in messages %}{{ m.content }}{% endfor %}<a><think>\n", "", "")
    assert template.begins_thinking(template.render(TALK))
    assert not ChatTemplate(SWITCHED_THINKING, "", "").begins_thinking("<think>x")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_template_is_not_used_and_another_is(name: str) -> None:
    template = ChatTemplate(HOSTILE[name], "<bos>", "<eos>", ["<|im_start|>", "<|im_end|>"])
    assert [(note.code, note.params) for note in template.notes] == [
        ("template_of_family", {"family": "ChatML"})
    ]
    assert template.render(TALK[:2]).endswith("<|im_start|>assistant\n")


def test_the_family_is_known_by_its_control_tokens() -> None:
    for family in TEMPLATES:
        note = ChatTemplate(None, "", "", family.marks).notes[0]
        assert note.params["family"] == family.family
    assert ChatTemplate(None, "", "", ["<odd>"]).notes[0].code == "template_generic"


def test_what_was_said_cannot_run_as_template() -> None:
    rendered = ChatTemplate(SWITCHED_THINKING, "", "").render([ChatMessage("user", "{{ 7 * 6 }}{% if %}")])
    assert "{{ 7 * 6 }}{% if %}" in rendered
