"""From the corpus to the shipped weights: prepare, train, speakers, evaluate, export, gate. Not part of the wheel."""
