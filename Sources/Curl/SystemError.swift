#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What the system calls its errors.
enum SystemError {
    static func text(_ code: CInt) -> String { String(cString: strerror(code)) }
}
