# Builds everything, then keeps only what runs. glibc is needed: the media engine has no musl build.
FROM node:20-bookworm-slim AS build
WORKDIR /app
ENV ONNXRUNTIME_NODE_INSTALL=skip
COPY package.json package-lock.json .npmrc ./
COPY libs/protocol/package.json libs/protocol/
COPY libs/client/package.json libs/client/
COPY libs/fanout/package.json libs/fanout/
COPY libs/python/package.json libs/python/
COPY libs/reactor/package.json libs/reactor/
COPY libs/playground/package.json libs/playground/
COPY libs/cli/package.json libs/cli/
COPY libs/cli/bin libs/cli/bin
COPY libs/schematics/package.json libs/schematics/
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --no-audit --no-fund
# Optional ones, with their versions: node-av, or the clients of NATS for several machines.
ARG PACKAGES=''
RUN [ -z "$PACKAGES" ] || npm install --no-save --omit=dev --no-audit --no-fund $PACKAGES
# The package of the ONNX Runtime has the binaries of every system: 290 MB, of which one system needs 45.
RUN find node_modules/onnxruntime-node/bin -mindepth 3 -maxdepth 3 -type d \
    ! -path "*/linux/$(node -p process.arch)" -exec rm -rf {} +

FROM node:20-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080
COPY --from=build --chown=node:node /app/package.json ./
COPY --from=build --chown=node:node /app/node_modules ./node_modules
COPY --from=build --chown=node:node /app/libs ./libs
COPY --from=build --chown=node:node /app/dist ./dist
COPY --from=build --chown=node:node /app/examples ./examples
USER node
EXPOSE 8080/tcp
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Without npm in between: the process itself gets SIGTERM and drains.
CMD ["node", "--enable-source-maps", "dist/main.js"]
