import { existsSync } from 'node:fs';
import type { ReactorModuleOptions } from '@nestjs-reactor/core';

// What the environment has already goes before the file.
if (existsSync('.env')) process.loadEnvFile('.env');

const { env } = process;
const list = (text = '') => text.split(',').filter((part) => part !== '');

export const host = env.HOST || '127.0.0.1';
export const port = Number(env.PORT || 8080);

/** Options that differ from machine to machine; .env.example explains each. What is the same everywhere stands in app.module.ts. */
export const machineOptions: ReactorModuleOptions = {
  webrtc: {
    ...(env.WEBRTC_PORT ? { port: Number(env.WEBRTC_PORT) } : {}),
    announcedAddresses: list(env.WEBRTC_ANNOUNCED_ADDRESSES),
  },
  ...(env.TURN_SECRET ? { session: { turn: { urls: list(env.TURN_URLS), secret: env.TURN_SECRET } } } : {}),
  // `npm run dev` sets it: a changed model is loaded again under its viewers.
  inference: { reloadOnChange: env.REACTOR_RELOAD === 'on' },
};
