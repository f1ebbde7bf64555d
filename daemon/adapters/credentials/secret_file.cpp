#include "adapters/credentials/secret_file.hpp"

#include "core/text/printable.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string_view>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace ecdsnap::adapters {
namespace {

constexpr off_t longest_file = off_t{64} << 10U;

// An open file that closes itself.
class OpenFile {
public:
    explicit OpenFile(const std::filesystem::path& file)
        // Not blocking: a FIFO in the file's place must not stop the loop.
        : descriptor_(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    ~OpenFile() {
        if (descriptor_ != -1) ::close(descriptor_);
    }
    int get() const { return descriptor_; }

private:
    int descriptor_;
};

FileState state_from(const struct stat& status) {
    return {status.st_dev,  status.st_ino,  status.st_mode, status.st_uid,
            status.st_size, status.st_mtim, status.st_ctim};
}

bool same(const timespec& a, const timespec& b) {
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

bool is_absent(int error) {
    return error == ENOENT || error == ENOTDIR;
}

bool is_systemds(const std::filesystem::path& file) {
    return owner_by_place(file) == SecretOwner::systemd;
}

core::TextError problem_of(int error, const std::filesystem::path& file) {
    if (is_absent(error))
        return {
            0, "does not exist", "",
            is_systemds(file) ? "systemd lays it there when the service starts, by LoadCredential= of its unit" : ""};
    if (error == EACCES)
        return {0, "cannot be read by this user", "",
                is_systemds(file) ? "root and the service may" : "its owner must be the user of this program"};
    return {0, "cannot be read: " + std::generic_category().message(error)};
}

// A path as a shell takes it.
std::string shell_word(const std::filesystem::path& file) {
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+@:";
    const std::string text = core::printable(file.string());
    if (text.find_first_not_of(plain) == std::string::npos) return text;
    std::string quoted = "'";
    for (const char c : text)
        quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

std::optional<core::TextError> no_small_file(const struct stat& status) {
    if (!S_ISREG(status.st_mode)) return core::TextError{0, "is not a file"};
    if (status.st_size > longest_file) return core::TextError{0, "is larger than 64 KiB, so it holds no key"};
    return std::nullopt;
}

std::optional<core::TextError> problem_of(const struct stat& status, const std::filesystem::path& file,
                                          SecretOwner owner) {
    if (auto problem = no_small_file(status)) return problem;
    const unsigned mode = status.st_mode & 0777U;
    if (owner == SecretOwner::systemd) {
        const bool is_ours = status.st_uid == ::geteuid() || status.st_uid == 0;
        if (is_ours && (mode == 0400 || mode == 0440)) return std::nullopt;
    }
    if ((mode & 0077U) == 0) return std::nullopt;
    return core::TextError{0, fmt::format("can be read by others (mode {:04o})", mode), "mode 0600",
                           "chmod 600 " + shell_word(file)};
}

// As far as there is room for it: no more than a file of keys can have grown to meanwhile.
core::TextResult<core::Secret> read_all(int descriptor, const std::filesystem::path& file) {
    std::string text;
    text.reserve(longest_file);  // never moved, so that no half of it is left behind
    std::array<char, 4096> bytes{};
    for (;;) {
        const ssize_t count = ::read(descriptor, bytes.data(), bytes.size());
        if (count == -1 && errno == EINTR) continue;
        if (count == -1) return problem_of(errno, file);
        if (count == 0) break;
        if (text.size() + static_cast<std::size_t>(count) > static_cast<std::size_t>(longest_file))
            return core::TextError{0, "is larger than 64 KiB, so it holds no key"};
        text.append(bytes.data(), static_cast<std::size_t>(count));
    }
    ::explicit_bzero(bytes.data(), bytes.size());
    return core::Secret(std::move(text));
}

}  // namespace

SecretOwner owner_by_place(const std::filesystem::path& file) {
    const bool below = file.lexically_normal().string().starts_with("/run/credentials/");
    return below ? SecretOwner::systemd : SecretOwner::user;
}

bool FileState::operator==(const FileState& other) const {
    return device == other.device && inode == other.inode && mode == other.mode && owner == other.owner &&
           size == other.size && same(modified, other.modified) && same(changed, other.changed);
}

std::optional<FileState> state_of(const std::filesystem::path& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) return std::nullopt;
    return state_from(status);
}

core::TextResult<SecretFile> read_secret_file(const std::filesystem::path& file, SecretOwner owner) {
    const OpenFile open(file);
    struct stat status {};
    if (open.get() == -1 || ::fstat(open.get(), &status) != 0) return problem_of(errno, file);
    if (auto problem = problem_of(status, file, owner)) return *std::move(problem);
    auto text = read_all(open.get(), file);
    if (!text) return text.error();
    return SecretFile{std::move(*text), state_from(status)};
}

core::TextResult<core::Secret> read_token_file(const std::filesystem::path& file) {
    const OpenFile open(file);
    struct stat status {};
    if (open.get() == -1 || ::fstat(open.get(), &status) != 0) return problem_of(errno, file);
    if (auto problem = no_small_file(status)) return *std::move(problem);
    auto text = read_all(open.get(), file);
    if (!text) return text.error();
    constexpr std::string_view white = " \t\r\n";
    const std::string_view whole = text->reveal();
    const auto first = whole.find_first_not_of(white);
    if (first == std::string_view::npos) return core::TextError{0, "is empty"};
    return core::Secret(std::string(whole.substr(first, whole.find_last_not_of(white) - first + 1)));
}

std::optional<core::TextError> secret_file_problem(const std::filesystem::path& file) {
    const auto read = read_secret_file(file, owner_by_place(file));
    return read ? std::nullopt : std::optional(read.error());
}

std::string unseen_because(const std::filesystem::path& file) {
    const OpenFile open(file);
    if (open.get() != -1) return {};
    if (errno == EACCES && ::geteuid() != 0) return "this user may not read it";
    if (is_absent(errno) && is_systemds(file)) return "systemd lays it there when the service starts";
    return {};
}

}  // namespace ecdsnap::adapters
