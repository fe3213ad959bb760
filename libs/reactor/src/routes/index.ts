export { ReactorRoute, routeNameOf } from './reactor-route.decorator.js';
export {
  REACTOR_ROUTES,
  type ReactorRoute as ReactorRouteEntry,
  type RouteName,
  type ServedRouteName,
} from './reactor-routes.js';
