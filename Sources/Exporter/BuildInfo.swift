package import Exposition

/// The program's version and origin, for `version`, `oresundskraft_build_info` and the page.
package struct BuildInfo: Sendable {
    /// The version of the newest heading of CHANGELOG.md.
    package var version = "0.1.0"
    /// The commit that it was built from; `unknown` if it was built outside a checkout.
    package var revision = BuildStamp.revision
    /// The branch that was checked out; `HEAD` for a detached commit, `unknown` outside a checkout.
    package var branch = BuildStamp.branch
    package var swiftVersion = BuildStamp.swiftVersion

    /// Creates the facts of the running program, from the stamp that the build plugin wrote.
    package init() {}

    /// The output of `--version`, in the form of Prometheus' own programs.
    package var line: String {
        "oresundskraft-exporter, version \(version) (branch: \(branch), revision: \(revision))"
    }

    package var family: MetricFamily {
        .gauge(
            "oresundskraft_build_info", "Build of the exporter; 1.",
            [
                Sample(
                    labels: [
                        Label(name: "version", value: version), Label(name: "revision", value: revision),
                        Label(name: "swift_version", value: swiftVersion),
                    ], value: 1)
            ])
    }
}
