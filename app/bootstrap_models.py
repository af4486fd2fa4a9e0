"""Wires what is about getting models; part of :mod:`app.bootstrap`."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from app.domain.errors import UserError
from app.domain.events import ModelLoaded
from app.domain.jobs import CancelToken, no_progress
from app.domain.language_models import LoadedModel
from app.paths import AppPaths
from app.processes.engines import GeneratorEngine
from app.services.catalog import CatalogService
from app.services.downloads import DownloadService
from app.services.event_bus import EventBus
from app.services.model_catalogue import ModelCatalogue
from app.services.model_checks import ModelChecks
from app.services.model_use import ModelUse
from app.services.network import Network
from app.services.recommending import Recommender
from app.services.settings import N_CTX, Settings
from app.store.store import Store

EnsureModel = Callable[[CancelToken], LoadedModel | None]


class Models(NamedTuple):
    """Named as the fields of ``bootstrap.Services``."""

    catalog: CatalogService
    model_catalogue: ModelCatalogue
    model_checks: ModelChecks
    downloads: DownloadService
    recommender: Recommender


def wire_models(
    paths: AppPaths,
    settings: Settings,
    bus: EventBus,
    store: Store,
    catalog: CatalogService,
    generator: GeneratorEngine,
    *,
    offline: bool,
) -> Models:
    """Models here and to be had; the one place that holds the network."""
    network = Network(store.ledger, settings, offline=offline)
    ModelUse(store.model_notes, generator, bus)
    catalogue = ModelCatalogue(paths.resources / "models" / "catalogue.toml", paths.models, store.model_notes)
    return Models(
        catalog,
        catalogue,
        ModelChecks(catalogue, store.model_notes),
        DownloadService(store.downloads, store.model_notes, catalogue, network, bus, network.off),
        Recommender(catalog.loader.machine, lambda: int(settings.get(N_CTX))),
    )


def ensure_model_of(catalog: CatalogService, generator: GeneratorEngine, bus: EventBus) -> EnsureModel:
    """Load the chosen model if it is not loaded; None when there is none: Carrel then quotes.

    A model that is there but cannot be loaded raises, so that the person is told why there is only a quote.
    """

    def ensure(cancel: CancelToken) -> LoadedModel | None:
        before = generator.loaded
        try:
            loaded = catalog.load_selected(cancel, no_progress)
        except UserError as error:
            if error.code == "model_missing":
                return None
            raise
        if loaded != before:
            bus.publish(ModelLoaded(loaded))
        return loaded

    return ensure
