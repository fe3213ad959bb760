export { ReactorRoute, routeNameOf } from './reactor-route.decorator.js';
export {
  REACTOR_ROUTES,
  ROUTE_OPTIONS,
  type RouteOption,
  type ReactorRoute as ReactorRouteEntry,
  type RouteName,
  type ServedRouteName,
} from './reactor-routes.js';
