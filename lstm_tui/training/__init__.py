"""How the models came about: tasks, training, recipes. Nothing is imported here."""
