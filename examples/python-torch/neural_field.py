"""A network that is a picture: PyTorch, on the CPU or a GPU."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from time import monotonic

import torch
from torch import Tensor, nn

from reactor_worker import Frame, InputField, Pipeline, State, command, model

FEATURES = 16
LAYERS = 4


class FieldState(State):
    name: str = InputField("aurora", max_length=60, description="Each name is a network of its own")
    speed: float = InputField(0.5, ge=0, le=3, step=0.05, description="How fast it changes")
    zoom: float = InputField(1.0, ge=0.2, le=4, step=0.05)
    contrast: float = InputField(1.4, ge=0.4, le=3, step=0.05, description="Soft to hard edges")


class Field(nn.Module):
    """From a place and a time to a colour. Its weights are never trained: chance is what one looks at."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        random = torch.Generator().manual_seed(seed)
        sizes = [6, *[FEATURES] * LAYERS, 3]
        self.layers = nn.ModuleList(nn.Linear(inputs, outputs) for inputs, outputs in pairwise(sizes))
        for layer in self.layers:
            nn.init.normal_(layer.weight, std=1.3 / layer.in_features**0.5, generator=random)
            nn.init.normal_(layer.bias, std=0.4, generator=random)

    def forward(self, places: Tensor, contrast: float) -> Tensor:
        values = places
        for layer in self.layers[:-1]:
            values = torch.tanh(layer(values) * contrast)
        return torch.sigmoid(self.layers[-1](values) * 2)


@model(fps=24)
class NeuralField(Pipeline):
    """Painted by a random network: each place and moment is a question, its answer a colour."""

    state: FieldState

    def load(self, config: Path | None) -> None:
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        # A GPU has the pixels of a screen to spare; a CPU those of a thumbnail, and one of its cores.
        width, height = (1280, 720) if self.device.type == "cuda" else (256, 144)
        torch.set_num_threads(1)
        rows, columns = torch.linspace(-1, 1, height), torch.linspace(-width / height, width / height, width)
        y, x = torch.meshgrid(rows, columns, indexing="ij")
        self.x, self.y = x.to(self.device), y.to(self.device)
        self.time = 0.0
        self.fields: dict[str, Field] = {}
        self.logger.info("%dx%d on %s", width, height, self.device)
        # The first run of a network takes longest: viewers need not wait for it.
        self.paint("warm-up", 1, 1)
        self.fields.clear()

    @torch.inference_mode()
    def inference(self) -> Iterator[Frame]:
        before = monotonic()
        while True:
            now = monotonic()
            self.time += (now - before) * self.state.speed
            before = now
            yield Frame(self.paint(self.state.name, self.state.zoom, self.state.contrast), layout="chw", range=(0, 1))

    @command
    def surprise(self) -> None:
        """Another network, by a name that nobody chose."""
        syllables = ["lu", "mi", "ra", "no", "ve", "so", "ti", "ka"]
        self.state.name = "".join(syllables[int(i)] for i in torch.randint(len(syllables), (3,)))

    def paint(self, name: str, zoom: float, contrast: float) -> Tensor:
        """A picture of shape (3, height, width), from 0 to 1."""
        field = self.fields.get(name)
        if field is None:
            seed = sum(ord(letter) * 31**i for i, letter in enumerate(name)) % 2**31
            field = Field(seed).to(self.device)
            # One alone: names that clients type are without number.
            self.fields = {name: field}
        x, y = self.x / zoom, self.y / zoom
        time = torch.tensor(self.time, device=self.device)
        distance = torch.sqrt(x**2 + y**2)
        turning = [torch.sin(time * 0.7).expand_as(x), torch.cos(time * 0.45).expand_as(x)]
        places = torch.stack([x, y, distance, torch.sin(distance * 3 - time), *turning], dim=-1)
        colours: Tensor = field(places.reshape(-1, 6), contrast)
        return colours.T.reshape(3, *x.shape)
