"""Sentences with a feeling and without, made up by us, that others are compared with. English; the vectors carry some
of it to other languages.
"""

from __future__ import annotations

POSITIVE = (
    "I am very happy with it.", "This works wonderfully.", "The staff were friendly and helpful.",
    "I would recommend it to everyone.", "It was delicious and fresh.", "What a beautiful place.",
    "We are delighted with the results.", "Great service and fast delivery.", "It was worth every penny.",
    "Thank you so much for your kind help.", "Sales grew strongly and profit rose.", "I love how easy it is to use.",
    "The best decision we ever made.", "Everything went smoothly.", "They solved my problem at once.",
    "I am impressed by the quality.", "A pleasure from beginning to end.", "I have nothing to complain about.",
    "No problems at all, it never let us down.", "The patient is recovering well.", "Good news: we won the contract.",
)  # fmt: skip
NEGATIVE = (
    "I am very disappointed with it.", "This does not work at all.", "The staff were rude and unhelpful.",
    "I would not recommend it to anyone.", "It was cold and tasted bad.", "What an ugly, dirty place.",
    "We are unhappy with the results.", "Terrible service and late delivery.", "It was a waste of money.",
    "Nobody answers my calls or letters.", "Sales fell sharply and losses grew.", "It is confusing and hard to use.",
    "The worst decision we ever made.", "Everything went wrong.", "They ignored my complaint.",
    "It broke after two days.", "I want my money back.", "The room was noisy and I could not sleep.",
    "It is not good and never was.", "The patient's condition is getting worse.", "Bad news: we lost the contract.",
    "I am angry about how I was treated.", "It arrived damaged and too late.",
)  # fmt: skip
NEUTRAL = (
    "The shop opens at nine.", "The meeting is on Tuesday in room four.", "The report has twelve pages.",
    "Please send the form to the office.", "The device has two buttons and a cable.",
    "He lives in the north of the country.",
    "The contract begins on the first of March.", "It was founded in 1962.", "The price is forty euros.",
    "The file is attached to this message.", "The train stops at every station.", "The box contains a manual.",
    "She works in the accounts department.", "The committee consists of five members.",
    "Take the second street on the left.",
    "The figure shows the number of visitors.", "I bought it last week.", "We stayed there for three nights.",
)  # fmt: skip
