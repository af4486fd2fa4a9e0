"""Carrel: answers from your own documents, checked against them, on your own machine.

This file imports nothing, so that the installer and every child process can read it for free.
"""

APP_ID = "carrel"
APP_NAME = "Carrel"
__version__ = "0.1.0"
