import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** TensorProto.DataType. */
export const FLOAT = 1;
export const UINT8 = 2;
export const INT64 = 7;

/** AttributeProto.AttributeType. */
const ATTRIBUTE = { int: 2, string: 3, ints: 7 };

/** The IR version that came with operator set 17; both are old enough for every current runtime. */
const IR_VERSION = 8;
const OPERATOR_SET = 17;

const ARRAY_TYPES = new Map([
  [Float32Array, FLOAT],
  [Uint8Array, UINT8],
  [BigInt64Array, INT64],
]);

/**
 * Writes an ONNX model, operator by operator: each method returns the name of the value that it adds, so that a network
 * reads as expressions. Field numbers are those of onnx.proto. Equal calls give equal bytes.
 */
export class OnnxGraph {
  #nodes = [];
  #initializers = [];
  #inputs = [];
  #outputs = [];
  #values = 0;

  constructor(name) {
    this.name = name;
  }

  /** @param shape numbers, or names for sizes that a caller chooses */
  input(name, type, shape) {
    this.#inputs.push(valueInfo(name, type, shape));
    return name;
  }

  output(name, value, type, shape) {
    this.#nodes.push(node('Identity', [value], name, {}));
    this.#outputs.push(valueInfo(name, type, shape));
  }

  /** A tensor that is part of the file. @param data a typed array, or numbers to be floats */
  constant(data, dims) {
    const values = Array.isArray(data) ? Float32Array.from(data) : data;
    const size = dims.reduce((product, side) => product * side, 1);
    if (size !== values.length) throw new Error(`[${dims}] holds ${size} values, not ${values.length}`);
    const name = this.#nextName('c');
    this.#initializers.push(tensor(name, values, dims));
    return name;
  }

  /** A list of whole numbers: a shape, axes, bounds of a slice. */
  ints(...values) {
    return this.constant(BigInt64Array.from(values, BigInt), [values.length]);
  }

  /**
   * Adds one operator of ONNX's own set.
   *
   * @param inputs names of values, numbers, or '' for an optional one that is left out
   * @param attributes whole numbers, texts, or arrays of whole numbers
   */
  op(operator, inputs, attributes = {}) {
    const name = this.#nextName('v');
    const values = inputs.map((input) => (typeof input === 'number' ? this.constant([input], []) : input));
    this.#nodes.push(node(operator, values, name, attributes));
    return name;
  }

  plus(a, ...rest) {
    return rest.reduce((sum, value) => this.op('Add', [sum, value]), a);
  }

  times(a, ...rest) {
    return rest.reduce((product, value) => this.op('Mul', [product, value]), a);
  }

  /** Parts `from` to `to` of an axis, the last not included. */
  slice(value, axis, from, to = from + 1) {
    return this.op('Slice', [value, this.ints(from), this.ints(to), this.ints(axis)]);
  }

  reshape(value, ...shape) {
    return this.op('Reshape', [value, this.ints(...shape)]);
  }

  /** The model's bytes. */
  encode() {
    const model = new BinaryWriter();
    model.tag(1, WireType.Varint).int64(IR_VERSION);
    model.tag(2, WireType.LengthDelimited).string('nestjs-reactor');
    submessage(model, 7, (graph) => {
      for (const bytes of this.#nodes) graph.tag(1, WireType.LengthDelimited).bytes(bytes);
      graph.tag(2, WireType.LengthDelimited).string(this.name);
      for (const bytes of this.#initializers) graph.tag(5, WireType.LengthDelimited).bytes(bytes);
      for (const bytes of this.#inputs) graph.tag(11, WireType.LengthDelimited).bytes(bytes);
      for (const bytes of this.#outputs) graph.tag(12, WireType.LengthDelimited).bytes(bytes);
    });
    submessage(model, 8, (operators) => operators.tag(2, WireType.Varint).int64(OPERATOR_SET));
    return model.finish();
  }

  #nextName(kind) {
    return `${kind}${this.#values++}`;
  }
}

function node(operator, inputs, output, attributes) {
  const writer = new BinaryWriter();
  for (const input of inputs) writer.tag(1, WireType.LengthDelimited).string(input);
  writer.tag(2, WireType.LengthDelimited).string(output);
  writer.tag(4, WireType.LengthDelimited).string(operator);
  for (const [name, value] of Object.entries(attributes)) {
    submessage(writer, 5, (attribute) => writeAttribute(attribute, name, value));
  }
  return writer.finish();
}

function writeAttribute(writer, name, value) {
  writer.tag(1, WireType.LengthDelimited).string(name);
  if (typeof value === 'number') {
    writer.tag(3, WireType.Varint).int64(value);
    writer.tag(20, WireType.Varint).int32(ATTRIBUTE.int);
  } else if (typeof value === 'string') {
    writer.tag(4, WireType.LengthDelimited).string(value);
    writer.tag(20, WireType.Varint).int32(ATTRIBUTE.string);
  } else {
    for (const item of value) writer.tag(8, WireType.Varint).int64(item);
    writer.tag(20, WireType.Varint).int32(ATTRIBUTE.ints);
  }
}

function tensor(name, values, dims) {
  const writer = new BinaryWriter();
  for (const side of dims) writer.tag(1, WireType.Varint).int64(side);
  writer.tag(2, WireType.Varint).int32(ARRAY_TYPES.get(values.constructor));
  writer.tag(8, WireType.LengthDelimited).string(name);
  writer.tag(9, WireType.LengthDelimited).bytes(littleEndian(values));
  return writer.finish();
}

/** Raw tensor data is little-endian on every machine. */
function littleEndian(values) {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();
  const isLittle = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
  if (isLittle) return bytes;
  for (let i = 0; i < bytes.length; i += values.BYTES_PER_ELEMENT) {
    bytes.subarray(i, i + values.BYTES_PER_ELEMENT).reverse();
  }
  return bytes;
}

function valueInfo(name, type, shape) {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.LengthDelimited).string(name);
  submessage(writer, 2, (typeProto) =>
    submessage(typeProto, 1, (tensorType) => {
      tensorType.tag(1, WireType.Varint).int32(type);
      submessage(tensorType, 2, (dims) => {
        for (const side of shape) {
          submessage(dims, 1, (dim) => {
            if (typeof side === 'number') dim.tag(1, WireType.Varint).int64(side);
            else dim.tag(2, WireType.LengthDelimited).string(side);
          });
        }
      });
    }),
  );
  return writer.finish();
}

function submessage(writer, field, write) {
  writer.tag(field, WireType.LengthDelimited).fork();
  write(writer);
  writer.join();
}
