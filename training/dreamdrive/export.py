"""Writes what was trained as one ONNX file: `python export.py drive.pt ../../src/models/dreamdrive/dreamdrive.onnx`.

A run of it is one frame:

    memory [1, 384], begin [1, 1], actions [1, 7], looks [1, 6]
      ->  picture [1, 3, 288, 512], next [1, 384], told [1, 5]

`begin` 1 takes the start of the road in place of `memory`. `actions` are steering, throttle and the dice, as
:func:`world.actions_of` orders them. `looks` are shares of the styles. `told` is the speed, 0 to 1; the place
across the road and the road's curvature, in heights of the camera; being off the road and being shaken, 0 to 1.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from network import MEMORY, STYLES, Drive
from world import ACTIONS, SHARPEST, VERGE, World

OPSET = 17
TOLD = {"speed": (0, 1.0), "lateral": (1, VERGE), "near": (2, SHARPEST), "off_road": (19, 1.0), "shake": (16, 1.0)}
"""Of the numbers that describe a world: place and unit."""


class Step(nn.Module):
    """One frame, from memory to memory."""

    def __init__(self, model: Drive) -> None:
        super().__init__()
        self.model = model
        with torch.no_grad():
            start = model.start(torch.from_numpy(World.start(1).described()))
        self.register_buffer("beginning", start)
        self.register_buffer("units", torch.tensor([unit for _, unit in TOLD.values()]))
        self.places = [place for place, _ in TOLD.values()]

    def forward(self, memory: Tensor, begin: Tensor, actions: Tensor, looks: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        memory = begin * self.beginning + (1 - begin) * memory
        following = self.model.dynamics(memory, actions)
        told = self.model.told(following)
        small, seen = self.model.painter(following, told, looks)
        return self.model.sharpener(small, seen), following, told[:, self.places] * self.units


def halved(model: onnx.ModelProto) -> onnx.ModelProto:
    """Keeps large weights as float16, and makes float32 of them when the file is loaded: half the size."""
    casts = []
    for tensor in model.graph.initializer:
        if tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) < 1024:
            continue
        name = tensor.name
        half = numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), f"{name}_half")
        tensor.CopyFrom(half)
        casts.append(helper.make_node("Cast", [half.name], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return model


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    model = Drive()
    model.load_state_dict(torch.load(options.weights))
    step = Step(model).eval()
    inputs = (torch.zeros(1, MEMORY), torch.ones(1, 1), torch.zeros(1, ACTIONS), torch.eye(STYLES)[:1])
    torch.onnx.export(
        step,
        inputs,
        str(options.out),
        input_names=["memory", "begin", "actions", "looks"],
        output_names=["picture", "next", "told"],
        opset_version=OPSET,
        dynamo=False,
    )
    file = halved(onnx.load(options.out))
    onnx.checker.check_model(file)
    onnx.save(file, options.out)
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
