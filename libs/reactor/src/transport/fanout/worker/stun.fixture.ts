/** A binding request with these attributes. */
export function request(...attributes: readonly (readonly [type: number, text: string])[]): Uint8Array {
  const body = attributes.map(([type, text]) => {
    const value = Buffer.from(text);
    const attribute = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
    attribute.writeUInt16BE(type, 0);
    attribute.writeUInt16BE(value.length, 2);
    value.copy(attribute, 4);
    return attribute;
  });
  const header = Buffer.alloc(20);
  header.writeUInt16BE(1, 0);
  header.writeUInt16BE(
    body.reduce((sum, { length }) => sum + length, 0),
    2,
  );
  header.writeUInt32BE(0x2112a442, 4);
  return Buffer.concat([header, ...body]);
}

/** A connectivity check for a peer's user name. */
export const check = (user: string): Uint8Array => request([0x8022, 'agent'], [0x0006, `${user}:theirs`]);

/** An answer of this type, without attributes. */
export function response(type: number): Uint8Array {
  const header = Buffer.alloc(20);
  header.writeUInt16BE(type, 0);
  header.writeUInt32BE(0x2112a442, 4);
  return header;
}
