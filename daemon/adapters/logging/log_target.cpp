#include "adapters/logging/log_target.hpp"

#include <fmt/format.h>

#include <sys/stat.h>
#include <unistd.h>

namespace ecdsnap::adapters {
namespace {

// The variable alone proves nothing: it is inherited also where the output was redirected.
bool is_journal(int descriptor, const std::string& journal_stream) {
    struct stat state {};
    if (journal_stream.empty() || fstat(descriptor, &state) != 0) return false;
    return journal_stream == fmt::format("{}:{}", state.st_dev, state.st_ino);
}

}  // namespace

LogTarget log_target(int descriptor, const LogEnvironment& environment) {
    LogTarget target;
    target.descriptor = descriptor;
    target.terminal = isatty(descriptor) == 1;
    target.coloured = target.terminal && environment.no_color.empty() && environment.term != "dumb";
    target.journal = is_journal(descriptor, environment.journal_stream);
    return target;
}

}  // namespace ecdsnap::adapters
