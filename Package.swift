// swift-tools-version: 6.2
import PackageDescription

/// What every Swift target of ours is compiled with: Swift 6 mode, and each warning is an error.
let swiftSettings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"),
]
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")

let package = Package(
    name: "oresundskraft-exporter",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "oresundskraft-exporter", targets: ["oresundskraft-exporter"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-async-algorithms", exact: "1.1.4"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        // Types that every target needs.
        .target(name: "Ground", dependencies: [system], swiftSettings: swiftSettings),
        // The domain: values only.
        .target(name: "Metering", dependencies: ["Ground"], swiftSettings: swiftSettings),

        // C and C++: system libraries, and the page reader on top of simdjson.
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CSnappy", providers: [.apt(["libsnappy-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(
            name: "CBcrypt", cSettings: [.enableWarning("all"), .treatAllWarnings(as: .error)],
            linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
        .target(name: "CMemory", cSettings: [.enableWarning("all"), .treatAllWarnings(as: .error)]),
        .target(
            name: "CReadings", cxxSettings: [.enableWarning("all"), .treatAllWarnings(as: .error)],
            linkerSettings: [.linkedLibrary("simdjson")]),

        // One target for each dependency.
        .target(name: "Curl", dependencies: ["CCurl", "Ground", system], swiftSettings: swiftSettings),
        .target(name: "Gzip", dependencies: ["CZlib"], swiftSettings: swiftSettings),
        .target(name: "Exposition", dependencies: ["Ground"], swiftSettings: swiftSettings),
        .target(
            name: "EnergyAPI", dependencies: ["CReadings", "Curl", "Ground", "Metering"], swiftSettings: swiftSettings),
        .target(
            name: "ReadingStore",
            dependencies: [
                "Ground", "Metering", system,
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: swiftSettings),
        .target(
            name: "HTTPServer",
            dependencies: nio + [
                "Ground", logging, lifecycle, system, .product(name: "NIOTLS", package: "swift-nio"),
            ],
            swiftSettings: swiftSettings),
        .target(name: "LineLog", dependencies: ["Ground", logging, system], swiftSettings: swiftSettings),
        .target(name: "Configuration", dependencies: ["Ground", "Metering", "Yams"], swiftSettings: swiftSettings),

        // Raw answers of the API in files: written by a capture, replayed by the simulator.
        .target(name: "RawAnswers", dependencies: ["Ground", system], swiftSettings: swiftSettings),

        // The way of the data: polled, stored, made into a snapshot, served, pushed, exported.
        .target(
            name: "Polling",
            dependencies: [
                "CMemory", "Configuration", "Curl", "EnergyAPI", "Exposition", "Ground", "LineLog", "Metering",
                "ReadingStore", logging, system,
                .product(name: "AsyncAlgorithms", package: "swift-async-algorithms"),
            ],
            swiftSettings: swiftSettings),
        .target(
            name: "Snapshot",
            dependencies: [
                "EnergyAPI", "Exposition", "Ground", "Gzip", "Metering", "Polling", "ReadingStore", logging, system,
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: swiftSettings),
        .target(
            name: "StatusPage",
            dependencies: [
                "EnergyAPI", "Ground", "HTTPServer", "Metering", "Polling", "ReadingStore", "Snapshot",
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: swiftSettings),
        .target(
            name: "WebSecurity",
            dependencies: [
                "CBcrypt", "Configuration", "Exposition", "Ground", "HTTPServer", logging, system,
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: swiftSettings),
        .target(name: "TrueTime", dependencies: ["Ground", "Metering"], swiftSettings: swiftSettings),
        .target(
            name: "RemoteWrite",
            dependencies: ["CSnappy", "Curl", "Exposition", "Ground", "Metering", "ReadingStore", "TrueTime", logging],
            swiftSettings: swiftSettings),
        .target(
            name: "Export",
            dependencies: ["Exposition", "Ground", "Metering", "ReadingStore", "TrueTime", system],
            swiftSettings: swiftSettings),

        .target(
            name: "Capture",
            dependencies: [
                "Configuration", "Curl", "EnergyAPI", "Ground", "Metering", "Polling", "RawAnswers", logging,
            ],
            swiftSettings: swiftSettings),

        // Wiring, and the program.
        .target(
            name: "Exporter",
            dependencies: [
                "Configuration", "Curl", "Exposition", "Ground", "HTTPServer", "Metering", "Polling", "ReadingStore",
                "RemoteWrite", "Snapshot", "StatusPage", "WebSecurity",
                .product(name: "UnixSignals", package: "swift-service-lifecycle"), lifecycle, logging,
            ],
            swiftSettings: swiftSettings, plugins: ["StampRevision"]),
        // Stands in for the utility; it speaks to the socket itself, for the faults that a correct server cannot commit.
        .target(
            name: "Simulator", dependencies: ["Gzip", "RawAnswers", logging, lifecycle] + nio,
            swiftSettings: swiftSettings),
        .executableTarget(
            name: "oresundskraft-exporter",
            dependencies: [
                "CMemory", "Capture", "Configuration", "Export", "Exporter", "Ground", "HTTPServer", "LineLog",
                "Metering", "Polling", "ReadingStore", "RemoteWrite", "Simulator", "WebSecurity", lifecycle, logging,
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: swiftSettings),
        .plugin(name: "StampRevision", capability: .buildTool()),

        .executableTarget(
            name: "reading-benchmark",
            dependencies: ["Curl", "EnergyAPI", "Ground", "Metering", "ReadingStore", "Simulator"],
            path: "Benchmarks/Readings", swiftSettings: swiftSettings),

        .executableTarget(
            name: "snapshot-benchmark",
            dependencies: ["CMemory", "Configuration", "Ground", "Metering", "ReadingStore", "Snapshot", logging],
            path: "Benchmarks/Snapshot", swiftSettings: swiftSettings),

        .executableTarget(
            name: "push-benchmark",
            dependencies: ["Curl", "Ground", "Metering", "ReadingStore", "RemoteWrite", logging],
            path: "Benchmarks/Push", swiftSettings: swiftSettings),

        // Tests mirror the sources; what several share is in TestSupport.
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: swiftSettings),
        .testTarget(
            name: "GroundTests", dependencies: ["Ground", "TestSupport", system], swiftSettings: swiftSettings),
        .testTarget(
            name: "MeteringTests", dependencies: ["Ground", "Metering", "TestSupport"], swiftSettings: swiftSettings),
        .testTarget(
            name: "CurlTests", dependencies: ["Ground", "CCurl", "Curl", "TestSupport"], swiftSettings: swiftSettings),
        .testTarget(
            name: "GzipTests", dependencies: ["Gzip", "TestSupport"], swiftSettings: swiftSettings),
        .testTarget(
            name: "ExpositionTests", dependencies: ["Exposition", "TestSupport"], swiftSettings: swiftSettings),
        .testTarget(
            name: "EnergyAPITests",
            dependencies: ["Ground", "Curl", "EnergyAPI", "Metering", "Simulator", "TestSupport"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "ReadingStoreTests",
            dependencies: [
                "Ground", "Metering", "ReadingStore", "TestSupport", .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "TrueTimeTests", dependencies: ["Ground", "Metering", "TrueTime"], swiftSettings: swiftSettings),
        .testTarget(
            name: "RemoteWriteTests",
            dependencies: [
                "Curl", "Exposition", "Ground", "Metering", "ReadingStore", "RemoteWrite", "TestSupport", "TrueTime",
                logging, .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "HTTPServerTests",
            dependencies: nio + [
                "Ground", "HTTPServer", "TestSupport", .product(name: "NIOEmbedded", package: "swift-nio"), lifecycle,
                logging, system,
            ],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "WebSecurityTests",
            dependencies: nio + [
                "Configuration", "Exposition", "Ground", "HTTPServer", "TestSupport", "WebSecurity", logging,
            ],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "SimulatorTests", dependencies: nio + ["RawAnswers", "Simulator", "TestSupport", lifecycle, logging],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "RawAnswersTests", dependencies: ["RawAnswers", "TestSupport"], swiftSettings: swiftSettings),
        .testTarget(
            name: "CaptureTests",
            dependencies: [
                "Capture", "Configuration", "Ground", "Metering", "RawAnswers", "Simulator", "TestSupport", logging,
            ],
            swiftSettings: swiftSettings),
        // Drives the program itself, with the peers that its users have.
        .testTarget(
            name: "ProgramTests", dependencies: ["Ground", "Curl", "TestSupport", "Yams", "oresundskraft-exporter"],
            swiftSettings: swiftSettings),
        // What is shipped beside the program: packages, images, manifests, the chart, the mixin and the workflows that build them.
        .testTarget(
            name: "PackagingTests", dependencies: ["TestSupport", "Yams", "oresundskraft-exporter"],
            swiftSettings: swiftSettings),
        // The polling of a simulated utility into a store and a snapshot, for the tests of several targets.
        .target(
            name: "TestBench",
            dependencies: [
                "Configuration", "Curl", "EnergyAPI", "Exposition", "Ground", "LineLog", "Metering", "Polling",
                "ReadingStore", "Simulator", "Snapshot", logging,
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            path: "Tests/TestBench", swiftSettings: swiftSettings),
        .testTarget(
            name: "ConfigurationTests",
            dependencies: ["Configuration", "Ground", "Metering", "TestSupport", "Yams"], swiftSettings: swiftSettings),
        .testTarget(
            name: "LineLogTests", dependencies: ["Ground", "LineLog", "TestBench", "TestSupport", logging, system],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "PollingTests",
            dependencies: [
                "Configuration", "Curl", "EnergyAPI", "Exposition", "Ground", "LineLog", "Metering", "Polling",
                "ReadingStore", "Simulator", "TestBench", "TestSupport", logging,
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "SnapshotTests",
            dependencies: [
                "Configuration", "EnergyAPI", "Exposition", "Ground", "Gzip", "LineLog", "Metering", "Polling",
                "ReadingStore", "Simulator", "Snapshot", "TestBench", "TestSupport", logging,
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "StatusPageTests",
            dependencies: [
                "EnergyAPI", "Ground", "HTTPServer", "Metering", "Polling", "ReadingStore", "Snapshot", "StatusPage",
                "TestBench", "TestSupport",
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "ExportTests",
            dependencies: ["Export", "Ground", "Metering", "ReadingStore", "TestSupport", "TrueTime"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "ExporterTests",
            dependencies: [
                "Configuration", "Curl", "Exporter", "Ground", "HTTPServer", "LineLog", "Metering", "Simulator",
                "TestBench", "TestSupport", "Yams", lifecycle, logging,
            ],
            swiftSettings: swiftSettings),
    ],
    cxxLanguageStandard: .cxx17
)
