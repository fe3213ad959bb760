import {
  SetMetadata,
  type Type,
  UseFilters,
  UseGuards,
  UseInterceptors,
  Version,
  VERSION_NEUTRAL,
} from '@nestjs/common';
import { markReactorClass } from '../reactor-context.js';
import { ReactorExceptionFilter } from './reactor-exception.filter.js';
import { ReplyInterceptor } from './reply.interceptor.js';
import { SurfaceGuard } from './surface.guard.js';

const SURFACE_ROUTE = Symbol('SURFACE_ROUTE');

/**
 * Makes a controller a part of the surface, whichever folder it is in: its replies and errors follow the contract, and
 * its paths have no application version, since clients use none.
 *
 * @returns the same class
 */
export function withReactorRoutePolicy(controller: Type<unknown>): Type<unknown> {
  markReactorClass(controller);
  UseFilters(ReactorExceptionFilter)(controller);
  UseGuards(SurfaceGuard)(controller);
  UseInterceptors(ReplyInterceptor)(controller);
  const methods = Object.entries(Object.getOwnPropertyDescriptors(controller.prototype));
  for (const [name, descriptor] of methods) {
    if (name === 'constructor' || typeof descriptor.value !== 'function') continue;
    Version(VERSION_NEUTRAL)(controller.prototype as object, name, descriptor);
    SetMetadata(SURFACE_ROUTE, true)(controller.prototype as object, name, descriptor);
  }
  return controller;
}

/** Nest copies a method's metadata to the route's function. */
export function isSurfaceRoute(handler: object): boolean {
  return Reflect.getMetadata(SURFACE_ROUTE, handler) === true;
}
