# A static binary on nothing. It builds with BuildKit, which docker has since 23, and
# with buildah and podman; of other platforms by cross-compilation.
#
#   docker build -t ges-emulator .
#   docker run --rm -p 8080:8080 ges-emulator
#   docker run --rm -p 8080:8080 -e GES_EMULATOR_SCENARIO=third-poll-fails ges-emulator
#   docker run --rm -p 8080:8080 -v ./my.yaml:/scenario.yaml:ro ges-emulator serve /scenario.yaml
#   docker run --rm -p 8443:8080 -e GES_EMULATOR_TLS=true ges-emulator
#   docker run --rm -p 8080:8080 -v ges-state:/state ges-emulator serve --state /state

ARG GO_VERSION=1.26

FROM --platform=$BUILDPLATFORM golang:${GO_VERSION} AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
# Without a VERSION it is what git says of the tree, else dev.
ARG VERSION=
ARG TARGETOS
ARG TARGETARCH
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/go/cache \
    version="${VERSION:-$(git describe --tags --always 2>/dev/null || echo dev)}" && \
    GOCACHE=/go/cache CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -buildvcs=false \
    -ldflags "-s -w -X github.com/ges-emulator/ges-emulator/internal/build.version=$version" \
    -o /out/ges-emulator ./cmd/ges-emulator && \
    mkdir -p /out/data/state

FROM scratch
LABEL org.opencontainers.image.title="ges-emulator" \
      org.opencontainers.image.description="Emulates the management plane of Huawei Cloud GES: jobs, graphs and backups from scenarios, on a virtual clock" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /src/LICENSE /LICENSE
COPY --from=build /out/ges-emulator /ges-emulator
# A new volume at /state gets its owner, so that the user below can write there.
COPY --from=build --chown=65532:65532 /out/data/ /
# Anybody but root; scratch has no names.
USER 65532:65532
# Only inside the container: outside, -p says who may connect.
ENV GES_EMULATOR_ADDR=0.0.0.0:8080
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=3s --start-period=5s --retries=3 \
    CMD ["/ges-emulator", "health"]
ENTRYPOINT ["/ges-emulator"]
CMD ["serve"]
