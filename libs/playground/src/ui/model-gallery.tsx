import type { ListedModel } from '@nestjs-reactor/client';
import type { Playground } from '../playground.js';
import { GridIcon } from './icons.js';
import { Popover } from './popover.js';

/** The models of a server that has several: what each is, and whether it is free. */
export function ModelGallery({ playground, current }: { playground: Playground; current: string | undefined }) {
  const models = playground.models.value;
  if (models.length < 2) return null;
  return (
    <Popover
      label="Models"
      icon={<GridIcon />}
      onOpen={() => {
        void playground.listModels();
        return false;
      }}
    >
      {() => (
        <nav class="gallery" aria-label="Models of this server">
          {models.map((model) => (
            <a
              key={model.name}
              href={addressOf(model.name)}
              data-model={model.name}
              aria-current={model.name === current ? 'page' : undefined}
            >
              <b>{model.name}</b>
              <span class="gallery-state" data-state={model.state}>
                {wordsOf(model)}
              </span>
              {model.description !== undefined && <small>{model.description}</small>}
            </a>
          ))}
        </nav>
      )}
    </Popover>
  );
}

function wordsOf({ state, viewers, usage }: ListedModel): string {
  if (usage !== undefined && (state === 'available' || state === 'serving')) {
    return `${usage.sessions} of ${usage.instances} in use`;
  }
  switch (state) {
    case 'available':
      return 'Free';
    case 'serving':
      return viewers === 0 ? 'In use' : viewers === 1 ? '1 viewer' : `${viewers} viewers`;
    case 'loading':
      return 'Loading';
    case 'terminated':
      return 'Stopped';
  }
}

/** This page for another model. */
function addressOf(name: string): string {
  const address = new URL(location.href);
  address.searchParams.set('model', name);
  address.hash = '';
  return address.href;
}
