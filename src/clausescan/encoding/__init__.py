"""Texts into vectors. The only room that knows onnxruntime, sentence-transformers or faiss."""
