#!/usr/bin/env bash
# The peers of the benchmarks and of the parity tests, in environments of their own beside the checkout: .venv-peers with PyTorch
# and onnxruntime, .venv-keras with Keras on TensorFlow, which will not share. Several GB; pip's own settings choose where from.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}

"$python" -m venv .venv-peers
.venv-peers/bin/python -m pip install -e '.[dev]' torch onnx onnxruntime

"$python" -m venv .venv-keras
.venv-keras/bin/python -m pip install numpy keras tensorflow-cpu

echo "Now: .venv-peers/bin/python benchmarks/step.py, and .venv-peers/bin/python -m pytest tests/engine"
