import Foundation
import TestSupport
import Testing
import Yams

/// The manifests for Kubernetes: valid by its schemas, and in agreement with each other and the program.
@Suite(.timeLimit(.minutes(5))) struct KubernetesTests {
    private static let folder = RepositoryPaths.root.appending(path: "deploy/kubernetes")

    private static func manifest(_ path: String) throws -> Node {
        try #require(
            try Yams.compose(yaml: String(contentsOf: folder.appending(path: path), encoding: .utf8)), "\(path)")
    }

    /// Returns the node at a path of keys and indices.
    private static func value(_ node: Node, _ path: String) throws -> Node {
        try path.split(separator: " ").reduce(node) { node, key in
            let next = Int(key).flatMap { node.sequence?[$0] } ?? node.mapping?[Node(String(key))]
            return try #require(next, "\(path): no \(key)")
        }
    }

    private static func text(_ node: Node, _ path: String) throws -> String {
        try #require(try value(node, path).scalar?.string)
    }

    @Test func theManifestsAreValidByTheirSchemas() async throws {
        let script = """
            import sys, yaml, kubernetes_validate as validate
            for path in sys.argv[1:]:
                for document in yaml.safe_load_all(open(path)):
                    validate.validate(document, validate.latest_version(), strict=True)
                    print(document["kind"])
            """
        let files = ["deployment", "network-policy", "persistent-volume-claim", "service"].map {
            Self.folder.appending(path: "base/\($0).yaml").path
        }
        let answer = try await Program.python.run(["-c", script] + files)
        #expect(answer.errors == "")
        #expect(answer.text == "Deployment\nNetworkPolicy\nPersistentVolumeClaim\nService\n")
    }

    @Test(arguments: ["base", "monitoring"]) func theKustomizationNamesEachFile(name: String) throws {
        let kustomization = try Self.manifest("\(name)/kustomization.yaml")
        var named = try Self.value(kustomization, "resources").array().compactMap(\.string)
        if let generators = kustomization.mapping?["configMapGenerator"] {
            named += try Self.value(generators, "0 files").array().compactMap(\.string)
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.appending(path: name).path)
        let folders = named.filter { $0.hasPrefix("../") }
        for other in folders {
            let path = Self.folder.appending(path: "\(name)/\(other)/kustomization.yaml").path
            #expect(FileManager.default.fileExists(atPath: path), "\(other)")
        }
        #expect(Set(named).subtracting(folders) == Set(files).subtracting(["kustomization.yaml"]))
        #expect(Set(named).count == named.count)
    }

    /// Kustomize changes an image by the name that the layer below has given it, and is silent about any other.
    @Test func theOverlayOfTheReadmeNamesTheImageAsTheBaseDoes() throws {
        let readme = try String(
            contentsOf: RepositoryPaths.root.appending(path: "deploy/README.md"), encoding: .utf8)
        let overlay = try #require(
            readme.components(separatedBy: "```").first { $0.hasPrefix("yaml\napiVersion: kustomize.config.k8s.io") })
        let images = try Self.value(try #require(try Yams.compose(yaml: String(overlay.dropFirst(5)))), "images")
        let base = try Self.manifest("base/kustomization.yaml")
        #expect(try Self.text(images, "0 name") == Self.text(base, "images 0 newName"))
    }

    @Test func referencesBetweenTheManifestsAgree() throws {
        let deployment = try Self.manifest("base/deployment.yaml")
        let service = try Self.manifest("base/service.yaml")
        let monitor = try Self.manifest("monitoring/service-monitor.yaml")
        let kustomization = try Self.manifest("base/kustomization.yaml")
        let labels = try Self.value(deployment, "spec template metadata labels")
        #expect(try Self.value(deployment, "spec selector matchLabels") == labels)
        #expect(try Self.value(service, "spec selector") == labels)
        #expect(try Self.value(monitor, "spec selector matchLabels") == Self.value(service, "metadata labels"))
        let container = "spec template spec containers 0"
        let port = try Self.text(deployment, "\(container) ports 0 name")
        #expect(try Self.text(service, "spec ports 0 targetPort") == port)
        #expect(try Self.text(monitor, "spec endpoints 0 port") == Self.text(service, "spec ports 0 name"))
        // The exporter's own label `endpoint` must stay what it is.
        #expect(try Self.text(monitor, "spec endpoints 0 honorLabels") == "true")
        for probe in ["startupProbe", "livenessProbe", "readinessProbe"] {
            #expect(try Self.text(deployment, "\(container) \(probe) httpGet port") == "health")
        }
        // The listener of its own, which answers whatever protects the metrics.
        #expect(try Self.text(deployment, "\(container) ports 1 name") == "health")
        let health = try Self.text(deployment, "\(container) ports 1 containerPort")
        #expect(
            try Self.value(deployment, "\(container) args").array().compactMap(\.string).contains(
                "--web.health-listen-address=:\(health)"))
        #expect(try Self.text(deployment, "\(container) image") == Self.text(kustomization, "images 0 name"))
        let volumes = "spec template spec volumes"
        #expect(
            try Self.text(deployment, "\(volumes) 0 configMap name")
                == Self.text(kustomization, "configMapGenerator 0 name"))
        #expect(
            try Self.text(deployment, "\(volumes) 2 persistentVolumeClaim claimName")
                == Self.text(Self.manifest("base/persistent-volume-claim.yaml"), "metadata name"))
        // The job that the rules look for.
        #expect(try Self.text(monitor, "spec endpoints 0 relabelings 0 replacement") == "oresundskraft")
    }

    /// As the operator scrapes where it overrules `honorLabels`: the target's label `endpoint` names the port.
    @Test(arguments: [true, false]) func theLabelEndpointIsThatOfTheExporter(honorsLabels: Bool) async throws {
        let monitor = try Self.manifest("monitoring/service-monitor.yaml")
        func rules(_ key: String) throws -> String {
            let node = try Self.value(monitor, "spec endpoints 0 \(key)")
            return try Yams.serialize(node: node).replacing("sourceLabels", with: "source_labels")
                .replacing("targetLabel", with: "target_label").replacing("\n", with: "\n      ")
        }
        try await Site.with { site in
            let exporter = try site.start()
            let url = try await exporter.url()
            try await Site.polled(url)
            let configuration = """
                global: {scrape_interval: 1s}
                scrape_configs:
                  - job_name: serviceMonitor/energy/oresundskraft-exporter/0
                    honor_labels: \(honorsLabels)
                    static_configs:
                      - targets: ["\(url.dropFirst("http://".count))"]
                        labels: {endpoint: metrics}
                    relabel_configs:
                      \(try rules("relabelings"))
                    metric_relabel_configs:
                      \(try rules("metricRelabelings"))
                """
            let prometheus = try await Prometheus.start(configuration, in: site.folder)
            func values(_ label: String, _ family: String) async throws -> String {
                try await Site.curl(
                    "\(prometheus.address)/api/v1/label/\(label)/values", "--get", "--data-urlencode",
                    "match[]=\(family)")
            }
            try await eventually("the exporter is scraped") {
                try await values("endpoint", "oresundskraft_up{job=\"oresundskraft\"}").contains("timeseries")
            }
            #expect(
                try await values("endpoint", "oresundskraft_up")
                    == #"{"status":"success","data":["invoiced","timeseries"]}"#)
            #expect(
                try await values("exported_endpoint", "{__name__=~\"oresundskraft_.*\"}")
                    == #"{"status":"success","data":[]}"#)
            try await prometheus.program.end()
            try await exporter.end()
        }
    }

    /// Each patch removes something that is there.
    @Test func theOverlayForOpenShiftNamesNoUser() throws {
        let deployment = try Self.manifest("base/deployment.yaml")
        let patch = try Self.text(Self.manifest("openshift/kustomization.yaml"), "patches 0 patch")
        let operations = try #require(try Yams.compose(yaml: patch)).array()
        let removed = try operations.map { operation in
            #expect(try Self.text(operation, "op") == "remove")
            let path = try Self.text(operation, "path").split(separator: "/").joined(separator: " ")
            #expect(try Self.text(deployment, path) == "65532")
            return path.split(separator: " ").last.map(String.init)
        }
        #expect(removed == ["runAsUser", "runAsGroup", "fsGroup"])
    }

    @Test func theImagesTagIsTheVersion() async throws {
        let tag = try Self.text(Self.manifest("base/kustomization.yaml"), "images 0 newTag")
        let said = try await Program(RunningProgram.exporter).run(["version"]).text
        #expect(said.hasPrefix("oresundskraft-exporter \(tag) "))
    }

    @Test func theProgramReadsItsConfiguration() async throws {
        try await withTemporaryFolder { folder in
            let deployment = try Self.manifest("base/deployment.yaml")
            let container = "spec template spec containers 0"
            let mount = try Self.text(deployment, "\(container) volumeMounts 0 mountPath")
            let key = try Self.text(deployment, "\(container) volumeMounts 1 mountPath")
            #expect(try Self.text(deployment, "\(container) env 0 value") == key)
            let file = try Self.text(deployment, "\(container) args 1").dropFirst("--config.file=".count)
            #expect(file == "\(mount)/oresundskraft.yml")
            try Data("key\n".utf8).write(to: folder.appending(path: "subscription-key"))
            let answer = try await Program(
                RunningProgram.exporter, environment: ["CREDENTIALS_DIRECTORY": folder.path]
            ).run(["check-config", "--config.file", Self.folder.appending(path: "base/oresundskraft.yml").path])
            #expect(answer.status == 0, "\(answer.errors)")
            let store = try Self.text(deployment, "\(container) volumeMounts 2 mountPath")
            #expect(answer.text.contains("\(store)/readings.sqlite"), "\(answer.text)")
        }
    }

    @Test func theRulesAreThoseForPrometheus() async throws {
        let file = Self.folder.appending(path: "monitoring/prometheus-rule.yaml")
        let made = try await Program(RepositoryPaths.root.appending(path: "scripts/kubernetes-rules.sh").path).run()
        #expect(
            made.text == (try String(contentsOf: file, encoding: .utf8)),
            "write it anew: scripts/kubernetes-rules.sh > deploy/kubernetes/monitoring/prometheus-rule.yaml")
        try await withTemporaryFolder { folder in
            let rules = folder.appending(path: "rules.yml")
            let specification = try Self.value(Self.manifest("monitoring/prometheus-rule.yaml"), "spec")
            try Data(Yams.serialize(node: specification).utf8).write(to: rules)
            let answer = try await Program("promtool").run(["check", "rules", rules.path])
            #expect(answer.status == 0, "\(answer.text)\(answer.errors)")
        }
    }
}
