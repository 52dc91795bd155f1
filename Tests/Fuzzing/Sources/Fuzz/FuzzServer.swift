import Glibc
import Synchronization

/// A server on this machine that answers each connection with the next of some answers, whatever it is asked.
final class FuzzServer: Sendable {
  let port: UInt16
  private let socket: Int32
  private let answers = Mutex<[[UInt8]]>([])

  /// Starts a server; nil where it cannot listen.
  init?() {
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listening = socket
    let isListening = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listening, $0, size) == 0 && listen(listening, 64) == 0 && getsockname(listening, $0, &size) == 0
      }
    }
    guard isListening else { return nil }
    port = UInt16(bigEndian: address.sin_port)
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<FuzzServer>.fromOpaque(context).takeUnretainedValue().serve()
        return nil
      }, Unmanaged.passRetained(self).toOpaque())
  }

  /// What is answered from now on.
  func say(_ answers: [[UInt8]]) { self.answers.withLock { $0 = answers } }

  /// The answers an input holds; one that is JSON alone gets the usual head.
  static func answers(in bytes: [UInt8]) -> [[UInt8]] {
    var answers: [[UInt8]] = [[]]
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      if line.elementsEqual("----".utf8) {
        answers.append([])
      } else {
        answers[answers.count - 1] += Array(line) + [0x0A]
      }
    }
    return answers.map { answer in
      guard answer.first == UInt8(ascii: "{") else { return answer }
      return Array("HTTP/1.1 200 OK\r\nContent-Length: \(answer.count)\r\n\r\n".utf8) + answer
    }
  }

  private func serve() {
    while true {
      let connection = accept(socket, nil, nil)
      guard connection >= 0 else { continue }
      var asked: [UInt8] = []
      var chunk = [UInt8](repeating: 0, count: 4096)
      while asked.count < 1 << 16, asked.suffix(4) != [0x0D, 0x0A, 0x0D, 0x0A] {
        let got = read(connection, &chunk, chunk.count)
        if got <= 0 { break }
        asked += chunk[..<got]
      }
      let answer = answers.withLock { $0.isEmpty ? [] : $0.removeFirst() }
      _ = send(connection, answer, answer.count, Int32(MSG_NOSIGNAL))
      shutdown(connection, Int32(SHUT_WR))
      close(connection)
    }
  }
}
