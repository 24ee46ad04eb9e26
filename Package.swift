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

let package = Package(
    name: "oresundskraft-exporter",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "oresundskraft-exporter", targets: ["oresundskraft-exporter"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-async-algorithms", from: "1.1.4"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // The domain: values. All it reads is the system's time zones.
        .target(name: "Metering", swiftSettings: swiftSettings),

        // C and C++: system libraries, and the page reader on top of simdjson.
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CSnappy", providers: [.apt(["libsnappy-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "CMemory"),
        .target(name: "CReadings", linkerSettings: [.linkedLibrary("simdjson")]),

        // One room for each dependency.
        .target(name: "Curl", dependencies: ["CCurl"], swiftSettings: swiftSettings),
        .target(name: "Gzip", dependencies: ["CZlib"], swiftSettings: swiftSettings),
        .target(name: "Exposition", swiftSettings: swiftSettings),
        .target(name: "EnergyAPI", dependencies: ["CReadings", "Curl", "Metering"], swiftSettings: swiftSettings),
        .target(
            name: "ReadingStore",
            dependencies: [
                "Metering",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: swiftSettings),
        .target(
            name: "RemoteWrite", dependencies: ["CSnappy", "Curl", "Metering", "ReadingStore", logging],
            swiftSettings: swiftSettings),
        .target(name: "HTTPServer", dependencies: nio + [logging, lifecycle], swiftSettings: swiftSettings),

        // What is put together from them.
        .target(
            name: "Exporter",
            dependencies: [
                "CMemory", "Curl", "EnergyAPI", "Exposition", "Gzip", "HTTPServer", "Metering", "ReadingStore",
                "RemoteWrite",
                "Yams",
                .product(name: "AsyncAlgorithms", package: "swift-async-algorithms"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"), lifecycle, logging,
            ],
            swiftSettings: swiftSettings, plugins: ["StampRevision"]),
        // Stands in for the utility; it speaks to the socket itself, for the faults that a correct server cannot commit.
        .target(name: "Simulator", dependencies: ["Gzip", logging, lifecycle] + nio, swiftSettings: swiftSettings),
        .executableTarget(
            name: "oresundskraft-exporter",
            dependencies: [
                "Exporter", "HTTPServer", "Simulator", lifecycle, logging,
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: swiftSettings),
        .plugin(name: "StampRevision", capability: .buildTool()),

        .executableTarget(
            name: "reading-benchmark",
            dependencies: ["Curl", "EnergyAPI", "Metering", "ReadingStore", "Simulator"], path: "Benchmarks/Readings",
            swiftSettings: swiftSettings),

        .executableTarget(
            name: "snapshot-benchmark", dependencies: ["Exporter", "Metering", "ReadingStore", logging],
            path: "Benchmarks/Snapshot", swiftSettings: swiftSettings),

        .executableTarget(
            name: "push-benchmark", dependencies: ["Curl", "Metering", "ReadingStore", "RemoteWrite", logging],
            path: "Benchmarks/Push", swiftSettings: swiftSettings),

        // Tests mirror the sources; what several share is in TestSupport.
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: swiftSettings),
        .testTarget(name: "MeteringTests", dependencies: ["Metering", "TestSupport"], swiftSettings: swiftSettings),
        .testTarget(name: "CurlTests", dependencies: ["CCurl", "Curl", "TestSupport"], swiftSettings: swiftSettings),
        .testTarget(
            name: "GzipTests", dependencies: ["Gzip", "TestSupport"], swiftSettings: swiftSettings),
        .testTarget(
            name: "ExpositionTests", dependencies: ["Exposition", "TestSupport"], swiftSettings: swiftSettings),
        .testTarget(
            name: "EnergyAPITests", dependencies: ["Curl", "EnergyAPI", "Metering", "Simulator", "TestSupport"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "ReadingStoreTests",
            dependencies: ["Metering", "ReadingStore", "TestSupport", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "RemoteWriteTests",
            dependencies: [
                "Curl", "Metering", "ReadingStore", "RemoteWrite", "TestSupport", logging,
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "HTTPServerTests",
            dependencies: nio + [
                "HTTPServer", "TestSupport", .product(name: "NIOEmbedded", package: "swift-nio"), lifecycle, logging,
            ],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "SimulatorTests", dependencies: nio + ["Simulator", "TestSupport", lifecycle, logging],
            swiftSettings: swiftSettings),
        // Drives the program itself, with the peers that its users have.
        .testTarget(
            name: "ProgramTests", dependencies: ["Curl", "TestSupport", "Yams", "oresundskraft-exporter"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "ExporterTests",
            dependencies: [
                "Curl", "EnergyAPI", "Exporter", "Exposition", "Gzip", "Metering", "ReadingStore", "Simulator",
                "HTTPServer", "TestSupport", "Yams",
                .product(name: "NIOCore", package: "swift-nio"), lifecycle, logging,
            ],
            swiftSettings: swiftSettings),
    ],
    cxxLanguageStandard: .cxx17
)
