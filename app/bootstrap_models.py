"""Wires what is about getting models; part of :mod:`app.bootstrap`."""

from __future__ import annotations

from typing import NamedTuple

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
