import { type Type, UseFilters, UseGuards } from '@nestjs/common';
import { markReactorClass } from '../reactor-context.js';
import { ReactorExceptionFilter } from './reactor-exception.filter.js';
import { SurfaceGuard } from './surface.guard.js';

/**
 * Makes a controller a part of the surface, whichever folder it is in: its replies and errors follow the contract.
 *
 * @returns the same class
 */
export function withReactorRoutePolicy(controller: Type<unknown>): Type<unknown> {
  markReactorClass(controller);
  UseFilters(ReactorExceptionFilter)(controller);
  UseGuards(SurfaceGuard)(controller);
  return controller;
}
