"""The noisy sine, trained for 500 epochs: the product's own training against PyTorch eager and Keras 3 on TensorFlow.

    python benchmarks/sine.py [--rounds N] [--without-keras]

Forty windows of ten points, 1 → 20 → 1, batches of eight in the same order each epoch, mean squared error, SGD 0.01, the
same first weights: 2,500 updates. PyTorch runs in float32 and float64 on one and two threads, and the quickest of the
four counts; Keras, in .venv-keras, has all that it takes by default. Its time is mostly that of ``fit`` itself, not of
the arithmetic.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import timing  # before NumPy, whose threads it sets

# isort: split
import numpy as np

EPOCHS, BATCH, RATE = 500, 8, 0.01
SEED = 4
BARS = {"rnn": (10.0, 100.0), "lstm": (3.5, 40.0)}
"""At least this many times faster than PyTorch, than Keras."""
KERAS = Path(__file__).parent.parent / ".venv-keras" / "bin" / "python"
OURS = "lstm_tui, float64"
Train = Callable[[], float]


def main() -> None:
    """A table for each network."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--without-keras", action="store_true")
    arguments.add_argument("--keras", type=Path, default=KERAS, help="the Python that has Keras")
    arguments.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.child:
        keras_child(options.child)
        return
    torch = timing.peer("torch")
    met = []
    for kind, (torch_bar, keras_bar) in BARS.items():
        train, start = ours(kind)
        contenders = {OURS: train}
        if torch:
            for width in ("float64", "float32"):
                for threads in (1, 2):
                    contenders[f"torch, {width}, {threads} thread{'s'[: threads - 1]}"] = eager(
                        torch, kind, start, width, threads
                    )
        contenders = promising(agree(contenders), contenders)
        times = timing.interleaved(contenders, options.rounds)
        timing.report(f"{kind}, {EPOCHS} epochs", times, OURS, "s")
        if torch:
            quickest = min((name for name in contenders if name != OURS), key=times.best)
            met.append(timing.require(f"the quickest, {quickest}", times.ratio(quickest, OURS), torch_bar))
        if not options.without_keras and (seconds := keras_seconds(options.keras, kind, start, train())):
            ratio = seconds / min(times.best(OURS), *timing.interleaved({OURS: train}, 3).seconds[OURS])
            met.append(timing.require(f"Keras 3 fit on TensorFlow, {seconds:.1f} s", ratio, keras_bar))
    timing.finish(met)


def ours(kind: str) -> tuple[Train, dict[str, np.ndarray]]:
    """The training loop of the product, and what the others start from: data and weights, gates in the order i, f, g, o."""
    from lstm_tui.engine.params import GATES
    from lstm_tui.training import loop
    from lstm_tui.training.sine import SineProblem, wave

    class AsTheyCome:
        """In the place of a generator: the windows in the same order each epoch, so that all contenders may have it."""

        def permutation(self, n: int) -> np.ndarray:
            return np.arange(n)

    class InOrder(SineProblem):
        def gradient(self, network: Any, update: int, rng: Any) -> tuple[float, float]:  # noqa: ARG002 (replaced)
            return super().gradient(network, update, AsTheyCome())

    data, weights, _ = loop.streams(SEED)
    problem = InOrder(kind, wave(data), "sgd", RATE, EPOCHS, BATCH)
    network, _ = problem.begin(weights)
    order = "ifgo" if kind == "lstm" else ""
    start = {"x": problem.data.x, "target": problem.data.target}
    for name in ("W_x", "W_h", "b"):
        parts = dict(zip(GATES, np.split(getattr(network.cell, name), 4), strict=True)) if order else {}
        start[name] = np.concatenate([parts[g] for g in order]) if order else getattr(network.cell, name).copy()
    start |= {"W_y": network.head.W_y.copy(), "b_y": network.head.b_y.copy()}

    def train() -> float:
        *_, last = loop.run(problem, SEED, time.perf_counter)
        return last.loss

    return train, start


def eager(torch: Any, kind: str, start: dict[str, np.ndarray], width: str, threads: int) -> Train:
    """The same training as one writes it in PyTorch. One bias, since the second would double its learning rate."""
    dtype = getattr(torch, width)
    data = {name: torch.tensor(start[name], dtype=dtype).transpose(1, 2).contiguous() for name in ("x", "target")}
    batches = list(zip(*(data[name].split(BATCH, dim=1) for name in ("x", "target")), strict=True))

    def train() -> float:
        torch.set_num_threads(threads)
        net = (torch.nn.LSTM if kind == "lstm" else torch.nn.RNN)(1, len(start["W_h"][0]), dtype=dtype)
        head = torch.nn.Linear(len(start["W_h"][0]), 1, dtype=dtype)
        places = {
            "W_x": net.weight_ih_l0,
            "W_h": net.weight_hh_l0,
            "b": net.bias_ih_l0,
            "W_y": head.weight,
            "b_y": head.bias,
        }
        with torch.no_grad():
            net.bias_hh_l0.zero_()
            for name, place in places.items():
                place.copy_(torch.tensor(start[name]))
        optimizer, mse = torch.optim.SGD(places.values(), RATE), torch.nn.functional.mse_loss
        net.bias_hh_l0.requires_grad_(False)
        loss_of_epoch = 0.0
        for _ in range(EPOCHS):
            loss_of_epoch = 0.0
            for x, target in batches:
                optimizer.zero_grad()
                loss = mse(head(net(x)[0]), target)
                loss.backward()
                optimizer.step()
                loss_of_epoch += loss.item()
        return loss_of_epoch / len(batches)

    return train


def agree(contenders: dict[str, Train]) -> dict[str, float]:
    """The same mean loss in the last epoch: float64 to 1e-12, float32 to 1e-5. Gives the seconds of each first run."""
    loss, seconds = contenders[OURS](), {}
    for name, train in contenders.items():
        begin = time.perf_counter()
        theirs = train()
        seconds[name] = time.perf_counter() - begin
        print(f"  final loss {theirs:.17f}   {name}")
        assert abs(theirs - loss) < (1e-5 if "float32" in name else 1e-12), f"{name} ends elsewhere"
    return seconds


def promising(seconds: dict[str, float], contenders: dict[str, Train]) -> dict[str, Train]:
    """Without those that cannot become the quickest peer: on a busy machine two threads wait for each other for minutes."""
    quickest = min((s for name, s in seconds.items() if name != OURS), default=0.0)
    for name in contenders:
        if name != OURS and seconds[name] > 3 * quickest:
            print(f"  {name} is left out of the rounds: its first took {seconds[name]:.1f} s")
    return {name: train for name, train in contenders.items() if name == OURS or seconds[name] <= 3 * quickest}


def keras_seconds(python: Path, kind: str, start: dict[str, np.ndarray], loss: float) -> float | None:
    """The same by ``fit`` in Keras's own environment, in a process of its own; its start-up does not count."""
    if not python.exists():
        print(f"There is no Keras at {python}, so it is left out; benchmarks/peers.sh makes an environment that has it.")
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{kind}.npz"
        np.savez(path, **start)
        command = [str(python), __file__, "--child", str(path)]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True)
    answer = json.loads(done.stdout.splitlines()[-1])
    print(f"  final loss {answer['loss']:.17f}   Keras")
    assert abs(answer["loss"] - loss) < 1e-5, "Keras ends elsewhere"
    return float(answer["seconds"])


def keras_child(path: Path) -> None:
    """Runs in the environment of Keras: trains, and prints its time and its last loss as JSON."""
    import keras

    start = dict(np.load(path))
    H = len(start["W_h"][0])
    layer = keras.layers.LSTM if path.stem == "lstm" else keras.layers.SimpleRNN
    model = keras.Sequential([keras.Input((10, 1)), layer(H, return_sequences=True), keras.layers.Dense(1)])
    x, target = start["x"].transpose(2, 0, 1), start["target"].transpose(2, 0, 1)
    weights = [start["W_x"].T, start["W_h"].T, start["b"], start["W_y"].T, start["b_y"]]
    model.compile(keras.optimizers.SGD(RATE), "mse")
    model.fit(x, target, batch_size=BATCH, epochs=2, shuffle=False, verbose=0)  # what is compiled is compiled
    model.set_weights(weights)
    begin = time.perf_counter()
    history = model.fit(x, target, batch_size=BATCH, epochs=EPOCHS, shuffle=False, verbose=0)
    seconds = time.perf_counter() - begin
    json.dump({"seconds": seconds, "loss": history.history["loss"][-1]}, sys.stdout)


if __name__ == "__main__":
    main()
