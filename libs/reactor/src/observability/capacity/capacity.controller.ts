import { Controller, Inject } from '@nestjs/common';
import { ReactorRoute } from '../../routes/index.js';
import { type Capacity, ClusterStatus } from '../../session/index.js';

/** What is free, and where: what an autoscaler or a script acts on. */
interface CapacityReport {
  /** By model, over all machines. */
  readonly models: Readonly<Record<string, Capacity>>;
  /** Machines; a process that is the only one has none. */
  readonly nodes: ClusterStatus['nodes'];
}

/** Free instances and sessions, over all machines where there are several. */
@Controller()
export class CapacityController {
  constructor(@Inject(ClusterStatus) private readonly cluster: ClusterStatus) {}

  @ReactorRoute('capacity')
  read(): CapacityReport {
    const { models, nodes } = this.cluster;
    return { models: Object.fromEntries(models), nodes };
  }
}
