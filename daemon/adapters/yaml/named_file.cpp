#include "adapters/yaml/named_file.hpp"

#include <fmt/format.h>

#include <string>
#include <system_error>

namespace ecdsnap::adapters {
namespace {

void tell(const YamlValue& value, const ConfigEnvironment& environment, const std::filesystem::path& path,
          const core::TextError& problem) {
    const std::string unseen = environment.unseen_because ? environment.unseen_because(path) : std::string();
    if (unseen.empty()) return value.refuse_given(problem.problem, problem.allowed, problem.hint);
    value.warn(fmt::format("\"{}\" was not looked at: {}", value.node().text, unseen));
}

}  // namespace

void check_secret_file(const YamlValue& value, const ConfigEnvironment& environment,
                       const std::filesystem::path& path) {
    if (const auto problem = environment.secret_file_problem(path)) tell(value, environment, path, *problem);
}

void check_plain_file(const YamlValue& value, const ConfigEnvironment& environment, const std::filesystem::path& path) {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(path, ignored))
        tell(value, environment, path, {0, "is not a file", allowed_text(value.key())});
}

void check_folder(const YamlValue& value, const ConfigEnvironment& environment, const std::filesystem::path& path) {
    std::error_code ignored;
    if (!std::filesystem::is_directory(path, ignored))
        tell(value, environment, path, {0, "is not a folder", allowed_text(value.key())});
}

}  // namespace ecdsnap::adapters
