import { afterEach, describe, expect, it } from '@jest/globals';
import { describeHttp, describeSocket } from '@nestjs-reactor/core';
import { ReactorUnderTest } from './support/reactor-under-test.js';

let server: ReactorUnderTest;

afterEach(() => server.close());

describe('the page of the HTTP surface', () => {
  it('is not there unless it is wanted', async () => {
    server = await ReactorUnderTest.start();
    expect((await server.get('/docs/')).status).toBe(404);
    expect((await server.get('/docs/openapi.json')).status).toBe(404);
  });

  it.each([
    [true, '/docs'],
    [{ path: 'api/reference' }, '/api/reference'],
    [{ path: '/api/reference/' }, '/api/reference'],
  ])('for docs: %j lies at %s, with all that it needs', async (docs, path) => {
    server = await ReactorUnderTest.start({ signaling: { docs } });
    const page = await server.get(path);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const files = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)]
      .map(([, file = '']) => file)
      .filter((file) => !file.startsWith('#'));
    expect(files).toEqual(['docs.css', 'openapi.json', 'asyncapi.json', 'docs.js']);
    for (const file of files) expect((await server.get(`${path}/${file}`)).status).toBe(200);
    expect((await server.get(`${path}/openapi.json`)).json).toEqual(JSON.parse(JSON.stringify(describeHttp())));
    expect((await server.get(`${path}/asyncapi.json`)).json).toEqual(JSON.parse(JSON.stringify(describeSocket())));
    expect((await server.get(`${path}/package.json`)).status).toBe(404);
    expect((await server.get(`${path}ument`)).status).toBe(404);
  });

  it('runs under a policy that lets no script of a stranger in, nor one in the page', async () => {
    server = await ReactorUnderTest.start({ signaling: { docs: true } });
    const page = await server.get('/docs/');
    const policy = page.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toContain('script-src');
    expect(policy).not.toContain('unsafe');
    expect(page.text).not.toMatch(/<script(?! src=)|<style| style=/);
    expect(page.text).not.toMatch(/ on\w+=/);
  });
});
