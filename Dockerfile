# A static binary on nothing.
#
#   docker build -t ges-emulator .
#   docker run --rm -p 8080:8080 ges-emulator
#   docker run --rm -p 8080:8080 -e GES_EMULATOR_SCENARIO=third-poll-fails ges-emulator
#   docker run --rm -p 8080:8080 -v ./my.yaml:/scenario.yaml:ro ges-emulator serve /scenario.yaml

ARG GO_VERSION=1.26

FROM golang:${GO_VERSION} AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
RUN CGO_ENABLED=0 go build -trimpath -buildvcs=false \
    -ldflags "-s -w -X github.com/ges-emulator/ges-emulator/internal/build.version=${VERSION}" \
    -o /out/ges-emulator ./cmd/ges-emulator

FROM scratch
ARG VERSION=dev
LABEL org.opencontainers.image.title="ges-emulator" \
      org.opencontainers.image.description="Emulates the task center of Huawei Cloud GES from scenarios of seeded jobs" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}"
COPY --from=build /src/LICENSE /LICENSE
COPY --from=build /out/ges-emulator /ges-emulator
# Anybody but root; scratch has no names.
USER 65532:65532
# Only inside the container: outside, -p says who may connect.
ENV GES_EMULATOR_ADDR=0.0.0.0:8080
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s --start-interval=200ms --retries=3 \
    CMD ["/ges-emulator", "health"]
ENTRYPOINT ["/ges-emulator"]
CMD ["serve"]
