import { type ReadonlySignal, signal } from '@preact/signals';
import { hasDevices } from '@nestjs-reactor/client';

/** One camera or microphone of this machine. */
export interface Device {
  readonly id: string;
  readonly label: string;
}

/**
 * The cameras and microphones to choose from. A browser names them only once one of them was allowed; until then the
 * lists are empty.
 */
export class DeviceList {
  private readonly cameraList = signal<readonly Device[]>([]);
  private readonly microphoneList = signal<readonly Device[]>([]);

  constructor() {
    if (!hasDevices()) return;
    navigator.mediaDevices.addEventListener('devicechange', () => void this.refresh());
    void this.refresh();
  }

  get cameras(): ReadonlySignal<readonly Device[]> {
    return this.cameraList;
  }

  get microphones(): ReadonlySignal<readonly Device[]> {
    return this.microphoneList;
  }

  /** To be called after a device was allowed: no event reports the names. */
  async refresh(): Promise<void> {
    if (!hasDevices()) return;
    try {
      const all = await navigator.mediaDevices.enumerateDevices();
      this.cameraList.value = named(all, 'videoinput');
      this.microphoneList.value = named(all, 'audioinput');
    } catch {
      // A browser that does not list devices only offers the default one.
    }
  }
}

function named(all: readonly MediaDeviceInfo[], kind: MediaDeviceKind): Device[] {
  return all
    .filter((device) => device.kind === kind && device.deviceId !== '' && device.label !== '')
    .map(({ deviceId, label }) => ({ id: deviceId, label }));
}
