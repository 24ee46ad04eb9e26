package import Configuration
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// Asks a server for a sign of life, given its web configuration file.
///
/// The file has no password and no client's certificate to use. So the server is recognized by the certificate of the
/// file, whatever its host name, and a refusal that the file demands counts as a sign of life.
package struct HealthProbe: Sendable {
    /// The reason that a server does not count as healthy.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    private static let patience = TimeAmount.seconds(4)

    private let url: String
    private let host: String
    private let port: Int
    private let path: String
    private let configuration: WebConfiguration

    /// - Parameters:
    ///   - url: the URL to request, with `https` if the file has a certificate, otherwise `http`.
    ///   - configuration: the server's.
    /// - Throws: ``Failure`` if the address cannot be that of such a server.
    package init(_ url: String, configuration: WebConfiguration) throws(Failure) {
        let scheme = configuration.tls == nil ? "http" : "https"
        guard let parts = URLComponents(string: url), let host = parts.host, !host.isEmpty else {
            throw Failure(description: "\(url) is not an address: write one like \(scheme)://127.0.0.1:9877/-/healthy")
        }
        guard parts.scheme?.lowercased() == scheme else {
            throw Failure(description: "\(url) does not begin with \(scheme)://, as the web configuration requires")
        }
        self.url = url
        self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        port = parts.port ?? (scheme == "http" ? 80 : 443)
        path = parts.percentEncodedPath.isEmpty ? "/" : parts.percentEncodedPath
        self.configuration = configuration
    }

    /// Makes one request, for a few seconds at most.
    ///
    /// - Throws: ``Failure``.
    package func ask() async throws(Failure) {
        let hasSeenCertificate = Mutex(false)
        do {
            let status = try await status { hasSeenCertificate.withLock { $0 = true } }
            guard status == 200 || (status == 401 && !configuration.users.isEmpty) else {
                throw Failure(description: "\(url) answered \(status)")
            }
        } catch let failure as Failure {
            throw failure
        } catch {
            let demandsCertificate = configuration.tls.map { $0.clientPolicy != .none } ?? false
            guard demandsCertificate, hasSeenCertificate.withLock({ $0 }) else {
                throw Failure(description: "\(url): \(error)")
            }
        }
    }

    private func status(onCertificate: @escaping @Sendable () -> Void) async throws -> Int {
        let context = try configuration.tls.map { try Self.context($0) }
        let expected = try configuration.tls.flatMap { try NIOSSLCertificate.fromPEMBytes($0.certificate).first }
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        let promise = loop.makePromise(of: Int.self)
        let isName = (try? SocketAddress(ipAddress: host, port: port)) == nil
        let request = "GET \(path) HTTP/1.1\r\nHost: \(isName ? host : "localhost")\r\nConnection: close\r\n\r\n"
        let connecting = ClientBootstrap(group: loop).connectTimeout(.seconds(2)).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                let pipeline = channel.pipeline.syncOperations
                if let context {
                    let handler = try NIOSSLClientHandler(
                        context: context, serverHostname: isName ? host : nil,
                        customVerificationCallback: { chain, promise in
                            guard let first = chain.first, first == expected else {
                                promise.fail(Failure(description: "its certificate is not the one in the file"))
                                return
                            }
                            onCertificate()
                            promise.succeed(.certificateVerified)
                        })
                    try pipeline.addHandler(handler)
                }
                try pipeline.addHandler(StatusReader(request: request, promise: promise))
            }
        }.connect(host: host, port: port)
        connecting.whenFailure { promise.fail($0) }
        let deadline = loop.scheduleTask(in: Self.patience) {
            promise.fail(Failure(description: "\(url) did not answer in time"))
        }
        defer {
            deadline.cancel()
            connecting.whenSuccess { $0.close(promise: nil) }
        }
        return try await promise.futureResult.get()
    }

    /// Presents the server's own certificate if one is demanded: often it is of the same authority.
    private static func context(_ tls: WebConfiguration.TLS) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        // The callback verifies; without authorities nothing is read for it.
        configuration.trustRoots = .certificates([])
        configuration.certificateVerification = .noHostnameVerification
        configuration.certificateChain = try NIOSSLCertificate.fromPEMBytes(tls.certificate).map { .certificate($0) }
        configuration.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: tls.key.pem, format: .pem))
        return try NIOSSLContext(configuration: configuration)
    }
}

/// Sends a request, and reads the status of its answer.
private final class StatusReader: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// The length of `HTTP/1.1 200`.
    private static let length = 12

    private let request: String
    private let promise: EventLoopPromise<Int>
    private var received = ""

    init(request: String, promise: EventLoopPromise<Int>) {
        self.request = request
        self.promise = promise
    }

    func channelActive(context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: request)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received += String(buffer: unwrapInboundIn(data))
        guard received.utf8.count >= Self.length else { return }
        if received.hasPrefix("HTTP/1."), let status = Int(received.prefix(Self.length).suffix(3)) {
            promise.succeed(status)
        } else {
            promise.fail(HealthProbe.Failure(description: "the answer is not HTTP"))
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        promise.fail(ChannelError.eof)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.fail(error)
        context.close(promise: nil)
    }
}
