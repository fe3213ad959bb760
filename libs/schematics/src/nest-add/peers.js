'use strict';

/** What `@nestjs-reactor/core` needs from its application and `nest new` does not install. */
exports.PEERS = {
  '@nestjs/platform-ws': '^11.1.0 || ^12.0.0',
  '@nestjs/websockets': '^11.1.0 || ^12.0.0',
  'class-transformer': '^0.5.1',
  'class-validator': '^0.14.0 || ^0.15.0',
  wrtc: 'npm:@roamhq/wrtc@^0.10.0',
};
