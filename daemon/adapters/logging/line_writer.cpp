#include "adapters/logging/line_writer.hpp"

#include <climits>

#include <cerrno>
#include <string>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ecdsnap::adapters {
namespace {

bool is_socket(int descriptor) {
    struct stat state {};
    return fstat(descriptor, &state) == 0 && S_ISSOCK(state.st_mode);
}

}  // namespace

LineWriter::LineWriter(int descriptor) : descriptor_(descriptor), socket_(is_socket(descriptor)) {}

void LineWriter::turn_to(int descriptor) {
    descriptor_ = descriptor;
    socket_ = is_socket(descriptor);
    torn_ = false;
}

bool LineWriter::write(std::string_view line) {
    std::string text = torn_ ? "\n" : "";
    text += line;
    text += '\n';
    return write_all(text);
}

// The descriptor is shared with other programs, so it is not made non-blocking. Instead: a socket is asked not to wait
// in each call; of a pipe or terminal that poll() calls writable, PIPE_BUF bytes are taken without waiting.
bool LineWriter::write_all(std::string_view text) {
    bool begun = false;
    while (!text.empty()) {
        if (!patience_.wait_until_writable(descriptor_)) break;
        const auto piece = text.substr(0, PIPE_BUF);
        const auto written = socket_ ? send(descriptor_, piece.data(), piece.size(), MSG_DONTWAIT | MSG_NOSIGNAL)
                                     : ::write(descriptor_, piece.data(), piece.size());
        if (written > 0) {
            begun = true;
            text.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno != EINTR && errno != EAGAIN) {
            break;  // disk full, reader gone: this line is lost, the next may succeed
        }
    }
    torn_ = !text.empty() && (begun || torn_);
    return text.empty();
}

}  // namespace ecdsnap::adapters
