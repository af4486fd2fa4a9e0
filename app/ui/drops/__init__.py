"""Files dropped anywhere in the window: where they go, and the words that say so before they are let go."""
