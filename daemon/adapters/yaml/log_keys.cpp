// `log` of the main file.
#include "adapters/yaml/settings_draft.hpp"

#include <array>
#include <string_view>

namespace ecdsnap::adapters {
namespace {

// In the order of the enumerators.
constexpr std::array<std::string_view, 4> format_words{"auto", "text", "json", "journald"};
constexpr std::array<std::string_view, 4> level_words{"debug", "info", "warning", "error"};

void read_file(const YamlValue& value, SettingsDraft& draft) {
    const auto path = text_in(value);
    if (!path) return;
    if (path->empty() || path->back() == '/')
        return value.refuse_given("is not the path of a file", allowed_text(value.key()),
                                  "for example /var/log/ecdsnapd/ecdsnapd.log");
    draft.settings.log.file.path = draft.absolute(*path);
}

constexpr std::array<Key<SettingsDraft>, 5> keys{{
    {{.key = "format",
      .type = KeyType::word,
      .standard = "auto",
      .words = format_words,
      .meaning = "text for people, json, journald: fields of the systemd journal. auto is journald under systemd, text "
                 "on a terminal and JSON elsewhere."},
     [](const YamlValue& value, SettingsDraft& draft) { store(word_in(value), draft.settings.log.format); }},
    {{.key = "level",
      .type = KeyType::word,
      .standard = "info",
      .words = level_words,
      .meaning = "The least that is logged: error means that a snapshot did not happen, warning that it may not."},
     [](const YamlValue& value, SettingsDraft& draft) { store(word_in(value), draft.settings.log.level); }},
    {{.key = "file",
      .expected = "the path of a file, relative to this file",
      .meaning = "Lines go to this file instead of standard error. It may be renamed at any time (logrotate)."},
     read_file},
    {{.key = "rotate_mib",
      .type = KeyType::number,
      .standard = "64",
      .least = 0,
      .most = 100'000,
      .meaning = "When the file has so many MiB it is renamed to FILE.1, and FILE.1 to FILE.2; 0: never by us."},
     [](const YamlValue& value, SettingsDraft& draft) { store(number_in(value), draft.settings.log.file.rotate_mib); }},
    {{.key = "rotate_keep",
      .type = KeyType::number,
      .standard = "5",
      .least = 1,
      .most = 1000,
      .meaning = "How many renamed files stay."},
     [](const YamlValue& value, SettingsDraft& draft) {
         store(number_in(value), draft.settings.log.file.rotate_keep);
     }},
}};

}  // namespace

std::vector<ConfigKey> log_keys() {
    return infos_of(std::span<const Key<SettingsDraft>>(keys));
}

void read_log(const YamlValue& value, SettingsDraft& draft) {
    read_mapping(value, KeyTable<SettingsDraft>{keys, {}}, draft);
    const core::LogSettings& log = draft.settings.log;
    if (log.format == core::LogFormat::journald && !log.file.path.empty())
        value.refuse("the journal's entries cannot be written to a file", "format text or json with a file",
                     "leave out format or file");
}

}  // namespace ecdsnap::adapters
