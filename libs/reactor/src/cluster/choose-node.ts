import type { Capacity } from '../session/index.js';
import type { NodeRecord } from './node-record.js';

export interface Taker {
  readonly node: NodeRecord;
  readonly load: Capacity;
}

/**
 * Nodes to ask for a slot, in order: first the less loaded of two that are drawn, then the others. Two random choices spread
 * the load nearly as evenly as a look at all (Mitzenmacher 2001), and many that choose at once from the same, slightly old
 * figures do not all choose the same node.
 *
 * @param self tag of the asking node, which wins where both are as much loaded: it saves the way
 * @param random 0 to below 1
 */
export function nodesToAsk(takers: readonly Taker[], self: string, random: () => number = Math.random): NodeRecord[] {
  const drawn = [...takers];
  for (let at = drawn.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [drawn[at], drawn[other]] = [drawn[other]!, drawn[at]!];
  }
  const [first, second] = drawn;
  if (first !== undefined && second !== undefined && isBetter(second, first, self)) {
    drawn[0] = second;
    drawn[1] = first;
  }
  return drawn.map(({ node }) => node);
}

function isBetter(one: Taker, other: Taker, self: string): boolean {
  const difference = usageOf(one.load) - usageOf(other.load);
  return difference === 0 ? one.node.tag === self : difference < 0;
}

/** Part of its instances that is in use, 0 to 1. */
function usageOf({ instances, free }: Capacity): number {
  return instances === 0 ? 1 : 1 - free / instances;
}
