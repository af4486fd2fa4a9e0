"""Which model searches the documents: what it is now, and what another one would cost before it is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.language_models import ModelFile
from app.i18n import N_, tr, tr_n
from app.ui.catalog.work import ModelWork
from app.ui.phrases import duration, file_size
from app.ui.theme import Space
from app.ui.widgets import LinkButton, PlainLabel
from app.ui.widgets.confirmation import propose

if TYPE_CHECKING:
    from app.services.embedder_choice import Cost
    from app.ui.bridge.context import UiContext

SEARCHES = N_(
    "It finds passages by meaning in place of the model that came with Carrel, in the languages that it was trained "
    "for. It writes no answers."
)
PUTS_IN_ORDER = N_(
    "It reads the passages that were found together with the question and puts the best first. Questions take longer "
    "with it."
)
UNSURE = N_(
    "How sure an answer has to be was measured with the model that came with Carrel: with another one, more may be "
    "answered, or less."
)


class SearchLine(QWidget):
    """Names the model that searches; ``back_requested``: the one that came with Carrel is wanted again."""

    back_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = PlainLabel("", "muted", wrap=True)
        self.back = LinkButton("")
        self.back.clicked.connect(self.back_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(self.label, 1)
        row.addWidget(self.back, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def show_name(self, name: str, *, own: bool, unfinished: bool) -> None:
        """``own``: it is the one that came with Carrel; ``unfinished``: reading with another was begun and stopped."""
        whose = tr("Your documents are searched with {name}, which came with Carrel.", name=name)
        said = whose if own else tr("Your documents are searched with {name}.", name=name)
        more = (
            tr("Reading them with another one was stopped: choose it again to go on.") if unfinished else ""
        )
        self.label.setText(f"{said} {more}".strip())
        self.back.setText(
            tr("Give up the other one") if own else tr("Go back to the one that came with Carrel")
        )
        self.back.setVisible(unfinished or not own)
        self.show()


class SearchChoice(QObject):
    """Asks, then reads the library with another model; ``changed`` once documents are searched with it."""

    changed = Signal()

    def __init__(self, context: UiContext, work: ModelWork, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._work = work
        self._parent = parent

    def ask(self, file: ModelFile | None) -> None:
        """Say what it costs; None: the model that came with Carrel."""
        services = self._context.services
        operation = self._context.operations.run(self, lambda _job: services.embedder_choice.cost(file))
        operation.on_success(lambda cost: self._ask(file, cost)).start()

    def _ask(self, file: ModelFile | None, cost: Cost) -> None:
        question = (
            tr("Search with {name}?", name=file.name)
            if file
            else tr("Search with the model of Carrel again?")
        )
        detail, verb = cost_words(cost, own=file is None), tr("Read the library with it")
        propose(self._parent, question, detail, verb, lambda: self.begin(file))

    def begin(self, file: ModelFile | None) -> None:
        """Read the library with it, with progress; a stop keeps what was done."""
        if self._work.busy:
            return
        services = self._context.services

        def done(_space: object) -> None:
            name = services.embedder_choice.name
            self._context.notifications.success(tr("{name} searches your documents from now on.", name=name))

        label = (
            tr("Reading the library with {name}", name=file.name)
            if file
            else tr("Reading the library with the model of Carrel")
        )
        self._work.run(label, lambda job: services.embedder_choice.use(file, job.cancel, job.report), done)
        self._work.ended.connect(self.changed, Qt.ConnectionType.SingleShotConnection)

    def put_in_order(self, file: ModelFile | None) -> None:
        """Have what was found put in order by it from now on; None: by none."""
        services = self._context.services
        label = tr("Loading {name}", name=file.name) if file else tr("Going on without it")

        def done(_none: object) -> None:
            said = tr("{name} puts passages in order from now on.", name=file.name) if file else ""
            self._context.notifications.success(said or tr("Passages stand as they are found from now on."))
            self.changed.emit()

        self._work.run(label, lambda _job: services.embedder_choice.use_reranker(file), done)

    @Slot()
    def back(self) -> None:
        """Ask whether the model that came with Carrel is to search again."""
        if not self._work.busy:
            self.ask(None)


def cost_words(cost: Cost, *, own: bool) -> str:
    """What a person agrees to."""
    passages = tr_n(
        "{count} passage of your library is read with it first",
        "{count} passages of your library are read with it first",
        cost.passages,
    )
    said = [
        tr("{passages}, in about {time} on this computer.", passages=passages, time=duration(cost.seconds))
    ]
    if cost.passages == 0:
        said = [tr("There is nothing to read again.")]
    said.append(
        tr("Until then questions are answered as before. It can be stopped, and goes on from there later.")
    )
    if not own:
        said.append(
            tr(
                "It takes about {needed} of memory while it searches; {free} are free now.",
                needed=file_size(cost.memory),
                free=file_size(cost.free),
            )
        )
        said.append(tr(UNSURE))
    return " ".join(said)
