#include "intake/containers/zip.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <locale.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <future>
#include <optional>
#include <thread>

#include "core/errors.hpp"
#include "intake/containers/regular_file.hpp"
#include "intake/containers/scratch_file.hpp"

namespace dmp::intake::containers {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 18;

[[noreturn]] void refuse(const std::string& what, const std::string& place, const std::string& mend) {
  throw core::UserError(core::ErrorKind::data, what, core::Place{place}, mend);
}

// libarchive turns names into the characters of the thread's locale, and loses them in the C locale.
class Utf8Locale {
 public:
  Utf8Locale() : before_(uselocale(utf8())) {}
  ~Utf8Locale() { uselocale(before_); }
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;

 private:
  static locale_t utf8() {
    static const locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return locale;
  }
  locale_t before_;
};

// One pass over an archive.
class Pass {
 public:
  Pass(const std::filesystem::path& file, const std::string& name) : archive_(archive_read_new()), name_(name) {
    archive_read_support_format_zip_seekable(archive_);
    if (archive_read_open_filename(archive_, file.c_str(), kBlock) != ARCHIVE_OK) damaged(name_);
  }
  ~Pass() { archive_read_free(archive_); }
  Pass(const Pass&) = delete;
  Pass& operator=(const Pass&) = delete;

  archive_entry* next() {
    const Utf8Locale locale;
    archive_entry* entry = nullptr;
    const int result = archive_read_next_header(archive_, &entry);
    if (result == ARCHIVE_EOF) return nullptr;
    // A warning here is only about characters of the name.
    if (result != ARCHIVE_OK && result != ARCHIVE_WARN) damaged(name_);
    return entry;
  }

  // The member's next bytes, nothing at its end.
  std::optional<std::string_view> data(const std::string& member) {
    const void* bytes = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    const int result = archive_read_data_block(archive_, &bytes, &size, &offset);
    if (result == ARCHIVE_EOF) return std::nullopt;
    if (result != ARCHIVE_OK) damaged(name_ + "!" + member);
    return std::string_view(static_cast<const char*>(bytes), size);
  }

 private:
  [[noreturn]] void damaged(const std::string& place) {
    const char* why = archive_error_string(archive_);
    const std::string text = fmt::format("the zip file is damaged or cut off ({})", why ? why : "bad data");
    archive_read_free(archive_);
    archive_ = nullptr;
    refuse(text, place, "fetch or pack the file again");
  }

  archive* archive_;
  const std::string& name_;
};

std::string name_of(archive_entry* entry) {
  const Utf8Locale locale;
  const char* name = archive_entry_pathname(entry);
  if (!name) name = archive_entry_pathname_utf8(entry);
  return name ? name : "";
}

std::vector<std::string_view> parts_of(std::string_view path) {
  std::vector<std::string_view> parts;
  std::size_t start = 0;
  for (std::size_t i = 0; i <= path.size(); ++i) {
    if (i < path.size() && path[i] != '/' && path[i] != '\\') continue;
    parts.push_back(path.substr(start, i - start));
    start = i + 1;
  }
  return parts;
}

bool leads_outside(std::string_view name) {
  if (name.empty() || name[0] == '/' || name[0] == '\\') return true;
  if (name.size() >= 2 && name[1] == ':' && std::isalpha(static_cast<unsigned char>(name[0]))) return true;
  const auto parts = parts_of(name);
  return std::any_of(parts.begin(), parts.end(), [](std::string_view part) { return part == ".."; });
}

// Control characters in a name would let a message forge lines on a terminal.
std::string printable(std::string name) {
  for (char& c : name)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
  return name;
}

bool is_litter(std::string_view name) {
  const auto parts = parts_of(name);
  const std::string_view last = parts.back();
  return parts.front() == "__MACOSX" || last.starts_with("._") || last == ".DS_Store" || last == "Thumbs.db" || last == "desktop.ini";
}

void require_safe(archive_entry* entry, const std::string& name, const std::string& archive_name) {
  const std::string place = archive_name + "!" + printable(name);
  if (leads_outside(name)) refuse("a member's name leads outside the archive", place, "do not use this file: ask where it comes from for a clean one");
  const auto type = archive_entry_filetype(entry);
  if (archive_entry_symlink(entry) || archive_entry_hardlink(entry) || type == AE_IFLNK)
    refuse("a member is a link, not a file", place, "pack the file itself in place of the link");
  if (type != 0 && type != AE_IFREG && type != AE_IFDIR) refuse("a member is a device or pipe, not a file", place, "pack only files");
}

void require_open(archive_entry* entry, const std::string& place) {
  if (archive_entry_is_encrypted(entry)) refuse("the member is encrypted", place, "unpack it with its password and pack it again without");
}

}  // namespace

Zip::Zip(const std::filesystem::path& file, std::string name, const Limits& limits) : file_(file), name_(std::move(name)) {
  // A zip file with nothing in it is only its end record, which the library takes for no archive at all.
  if (RegularFile(file_).size() == 22) return;
  Pass pass(file_, name_);
  std::uint64_t count = 0;
  while (archive_entry* entry = pass.next()) {
    if (++count > limits.max_members)
      refuse(fmt::format("the archive has more than {} members", limits.max_members), name_, "check where it comes from; unpack by hand what is needed");
    const std::string member = name_of(entry);
    require_safe(entry, member, name_);
    if (archive_entry_filetype(entry) == AE_IFDIR || member.back() == '/' || is_litter(member)) continue;
    members_.push_back(member);
  }
  std::sort(members_.begin(), members_.end());
  if (const auto twice = std::adjacent_find(members_.begin(), members_.end()); twice != members_.end())
    refuse("a member's name comes twice in the archive", name_ + "!" + printable(*twice), "pack the files again, each once");
}

bool Zip::has(std::string_view member) const { return std::binary_search(members_.begin(), members_.end(), member); }

void Zip::read(const std::string& member, Allowance& allowance, const std::function<bool(std::string_view)>& take) const {
  const std::string place = name_ + "!" + printable(member);
  Pass pass(file_, name_);
  while (archive_entry* entry = pass.next()) {
    if (name_of(entry) != member) continue;
    require_open(entry, place);
    while (const auto bytes = pass.data(member)) {
      allowance.take(bytes->size(), place);
      if (!take(*bytes)) return;
    }
    return;
  }
  refuse("the zip file has no such member", place, "save or pack the file again");
}

std::vector<std::filesystem::path> Zip::extract(const std::vector<std::string>& wanted, const std::filesystem::path& scratch, Allowance& allowance,
                                                const std::function<std::string(const std::string&)>& suffix) const {
  std::vector<std::filesystem::path> files(wanted.size());
  // Each thread walks the whole directory and unpacks the members nobody else has taken.
  std::vector<std::atomic_flag> taken(wanted.size());
  const auto work = [&] {
    Pass pass(file_, name_);
    while (archive_entry* entry = pass.next()) {
      const std::string member = name_of(entry);
      const auto found = std::lower_bound(wanted.begin(), wanted.end(), member);
      if (found == wanted.end() || *found != member) continue;
      const auto index = static_cast<std::size_t>(found - wanted.begin());
      if (taken[index].test_and_set()) continue;
      const std::string place = name_ + "!" + printable(member);
      require_open(entry, place);
      ScratchFile out(scratch, suffix(member));
      while (const auto bytes = pass.data(member)) {
        allowance.take(bytes->size(), place);
        out.write(*bytes);
      }
      files[index] = out.finish();
    }
  };
  const std::size_t threads = std::min<std::size_t>({wanted.size(), std::thread::hardware_concurrency(), 8});
  std::vector<std::future<void>> others;
  for (std::size_t i = 1; i < threads; ++i) others.push_back(std::async(std::launch::async, work));
  work();
  for (auto& other : others) other.get();
  return files;
}

}  // namespace dmp::intake::containers
