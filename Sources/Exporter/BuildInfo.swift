package import Exposition

/// What this program is, for `version`, `oresundskraft_build_info` and the page.
package struct BuildInfo: Sendable {
    /// The version of the newest heading of CHANGELOG.md.
    package var version = "0.1.0"
    /// The commit it was built from; `unknown` where it was built outside a checkout.
    package var revision = BuildStamp.revision
    package var swiftVersion = BuildStamp.swiftVersion

    package init() {}

    package var family: MetricFamily {
        .gauge(
            "oresundskraft_build_info", "What the exporter was built from; 1.",
            [
                Sample(
                    labels: [
                        Label(name: "version", value: version), Label(name: "revision", value: revision),
                        Label(name: "swift_version", value: swiftVersion),
                    ], value: 1)
            ])
    }
}
