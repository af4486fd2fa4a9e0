"""The command line: everything the core can do, without Qt. What it prints is a contract (README, "Scripting")."""
