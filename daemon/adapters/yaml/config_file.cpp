#include "adapters/yaml/config_file.hpp"

#include "adapters/yaml/yaml_tree.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fstream>
#include <system_error>

namespace ecdsnap::adapters {
namespace {

core::TextError cannot_read(const std::string& why) {
    return {0, fmt::format("cannot be read: {}", why), {}, {}};
}

}  // namespace

core::TextResult<std::string> read_config_file(const std::filesystem::path& file) {
    std::error_code error;
    const auto status = std::filesystem::status(file, error);
    if (status.type() == std::filesystem::file_type::not_found) return cannot_read("there is no such file");
    if (error) return cannot_read(error.message());
    if (!std::filesystem::is_regular_file(status)) return cannot_read("it is not a plain file");
    errno = 0;
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return cannot_read(std::generic_category().message(errno));
    std::string text(yaml_size_limit + 1, '\0');  // one byte more shows that the file is too large
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (stream.bad()) return cannot_read(std::generic_category().message(errno));
    text.resize(static_cast<std::size_t>(stream.gcount()));
    return text;
}

}  // namespace ecdsnap::adapters
