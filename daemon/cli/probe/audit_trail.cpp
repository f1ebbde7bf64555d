#include "cli/probe/audit_trail.hpp"

#include "core/text/printable.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <fstream>
#include <pwd.h>
#include <syslog.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace ecdsnap::cli {
namespace {

constexpr uid_t nobody_logged_in = static_cast<uid_t>(-1);

std::string user_text(uid_t uid) {
    constexpr std::size_t most_bytes = 64 * 1024;  // of one user's entry
    std::vector<char> buffer(most_bytes);
    passwd entry{};
    passwd* found = nullptr;
    const bool known = getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr;
    return known ? fmt::format("uid {} ({})", uid, entry.pw_name) : fmt::format("uid {}", uid);
}

}  // namespace

std::string caller_text(uid_t uid, const std::filesystem::path& login) {
    std::string text = uid == 0 ? "root" : user_text(uid);
    std::ifstream file(login);
    uid_t person = nobody_logged_in;
    if (file >> person && person != nobody_logged_in && person != uid) text += ", login " + user_text(person);
    return text;
}

AuditTrail::AuditTrail(std::string doing) : doing_(std::move(doing)) {
    openlog("ecdsnap", LOG_PID, LOG_AUTHPRIV);
}

AuditTrail::~AuditTrail() {
    closelog();
}

void AuditTrail::note(const std::string& what) const {
    syslog(LOG_NOTICE, "%s: %s", doing_.c_str(), core::printable(what).c_str());
}

}  // namespace ecdsnap::cli
