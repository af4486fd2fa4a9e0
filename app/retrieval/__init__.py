"""Pure functions between the index and the answer: chunking, fusion, reading, packing, grounding, citations."""
