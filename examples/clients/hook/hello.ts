/** The model `hello` of the examples, as the compiler is to know it; `reactor client` writes such a file from a schema. */
export interface Hello {
  commands: { set_brightness: { args: { brightness?: number }; reply: undefined } };
  messages: {};
  tracks: { main_video: { kind: 'video'; direction: 'recvonly' } };
  state: { brightness: number };
}
