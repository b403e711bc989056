"""The composer: a form to ask with. `composer` is its face."""
