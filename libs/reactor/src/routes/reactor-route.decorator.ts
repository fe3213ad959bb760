import {
  applyDecorators,
  HttpCode,
  RequestMapping,
  RequestMethod,
  SetMetadata,
  Version,
  VERSION_NEUTRAL,
} from '@nestjs/common';
import { REACTOR_ROUTES, type ReactorRoute as Route, type ServedRouteName } from './reactor-routes.js';

const ROUTE = Symbol('REACTOR_ROUTE');

/**
 * Makes a method of a controller the handler of a route: path, method and status are in the table of routes. Its paths have
 * no version of the application, since clients use none.
 */
export function ReactorRoute(name: ServedRouteName): MethodDecorator {
  const { method, path, status = 200, shared }: Route = REACTOR_ROUTES[name];
  return applyDecorators(
    RequestMapping({ method: RequestMethod[method], path: shared ? path : [path, `models/:model/${path}`] }),
    HttpCode(status),
    Version(VERSION_NEUTRAL),
    SetMetadata(ROUTE, name),
  );
}

/** The route that a function handles; Nest copies a method's metadata to the function that it gives to the router. */
export function routeNameOf(handler: object): ServedRouteName | undefined {
  return Reflect.getMetadata(ROUTE, handler) as ServedRouteName | undefined;
}
