#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The C library's functions that the simulator needs: Swift's standard library has neither trigonometry nor a wall
/// clock.
enum CLibrary {
    /// The error code of bind(2) for an address that another socket uses.
    static let addressInUse = EADDRINUSE

    /// Returns the cosine of an angle in radians.
    static func cosine(_ angle: Double) -> Double { cos(angle) }

    /// Returns the sine of an angle in radians.
    static func sine(_ angle: Double) -> Double { sin(angle) }

    /// Returns the time by the system's clock, to the second, in milliseconds since the epoch.
    static func wallClock() -> Int64 { Int64(time(nil)) * 1000 }
}
