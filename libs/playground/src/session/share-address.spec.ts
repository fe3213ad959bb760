import { describe, expect, it } from '@jest/globals';
import { shareAddress } from './share-address.js';

describe('shareAddress', () => {
  it.each([
    ['https://demo.example/', 'sunny', 'https://demo.example/?model=sunny'],
    ['https://demo.example/play/?model=other&token=secret#x', 'sunny', 'https://demo.example/play/?model=sunny'],
    ['https://demo.example/play/', undefined, 'https://demo.example/play/'],
    ['https://demo.example/', 'a b', 'https://demo.example/?model=a+b'],
    ['https://user:pass@demo.example/', 'sunny', 'https://demo.example/?model=sunny'],
  ])('of %s with model %s is %s', (page, model, url) => {
    expect(shareAddress(page, model)).toEqual({ url, localOnly: false });
  });

  it('names the session where it is given', () => {
    const page = 'https://demo.example/play/?model=other&session=old';
    expect(shareAddress(page, 'sunny', 's1').url).toBe('https://demo.example/play/?model=sunny&session=s1');
    expect(shareAddress(page, 'sunny').url).toBe('https://demo.example/play/?model=sunny');
  });

  it.each(['http://localhost:8080/', 'http://127.0.0.1:8080/', 'http://[::1]:8080/', 'http://demo.localhost/'])(
    'says that %s leads nowhere on another machine',
    (page) => {
      expect(shareAddress(page, undefined).localOnly).toBe(true);
    },
  );

  it('takes an address of the local network for one that others can open', () => {
    expect(shareAddress('http://192.168.1.5:8080/', undefined).localOnly).toBe(false);
  });
});
