"""Teaching a small model to read: data, their split, how they are packed and measured. Pure: no model, no torch."""
