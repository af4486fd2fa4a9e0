"""Between the services and the widgets: threads, events, streams. QtCore only (and the frozen UiContext)."""
