#include "gdal_reader/gdal_reader.hpp"

#include <cpl_conv.h>
#include <fmt/format.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace {

enum Severity { kNote = 0, kWarning = 1 };
enum Kind { kData = 1, kUsage = 2 };

struct Failure {
  Kind kind;
  std::string what, mend;
};

// Drivers are named one by one: all others (virtual rasters, databases, web services) stay unknown to this process.
void start_gdal() {
  static std::once_flag once;
  std::call_once(once, [] {
    CPLSetConfigOption("GDAL_DISABLE_READDIR_ON_OPEN", "TRUE");
    CPLSetConfigOption("OGR_SQLITE_ALLOW_EXTERNAL_ACCESS", "NO");
    CPLSetConfigOption("SHAPE_RESTORE_SHX", "NO");
    OSRSetPROJEnableNetwork(FALSE);
    RegisterOGRGeoJSON();
    RegisterOGRTopoJSON();
    RegisterOGRGeoPackage();
    RegisterOGRShape();
  });
}

// Keeps GDAL's messages off standard error; the last one is quoted where opening fails.
class Messages {
 public:
  Messages() { CPLPushErrorHandlerEx(take, this); }
  ~Messages() { CPLPopErrorHandler(); }
  Messages(const Messages&) = delete;
  Messages& operator=(const Messages&) = delete;
  std::string last;

 private:
  static void CPL_STDCALL take(CPLErr level, CPLErrorNum, const char* text) {
    if (level >= CE_Failure) static_cast<Messages*>(CPLGetErrorHandlerUserData())->last = text;
  }
};

struct Observation {
  std::uint64_t first = 0, count = 0;
  void see(std::uint64_t feature) {
    if (count++ == 0) first = feature;
  }
};

class Reader {
 public:
  explicit Reader(const DmpGdalRequest& request) : request_(request) {}

  void read() {
    open();
    choose_layer();
    choose_projection();
    write_header();
    layer_->ResetReading();
    messages_.last.clear();
    for (std::uint64_t number = 1; OGRFeatureUniquePtr feature{layer_->GetNextFeature()}; ++number) write_feature(*feature, number);
    if (!messages_.last.empty())
      throw Failure{kData, fmt::format("the file cannot be read to its end ({})", messages_.last), "fetch the file again"};
    flush();
    report();
  }

 private:
  void open() {
    const std::string input = request_.input;
    static const char* const kDrivers[] = {"GeoJSON", "TopoJSON", "GPKG", "ESRI Shapefile", nullptr};
    // Read-only and immutable: SQLite would else put files of its own beside the user's.
    static const char* const kImmutable[] = {"IMMUTABLE=YES", nullptr};
    const bool geopackage = std::filesystem::path(input).extension() == ".gpkg" && !std::filesystem::exists(input + "-wal");
    CPLErrorReset();
    data_.reset(GDALDataset::Open(input.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, kDrivers, geopackage ? kImmutable : nullptr));
    if (!data_)
      throw Failure{kData, fmt::format("the boundary file cannot be read ({})", messages_.last.empty() ? "no known format" : messages_.last),
                    "fetch it again; a shapefile needs its .shx and .dbf beside it"};
  }

  void choose_layer() {
    const int count = data_->GetLayerCount();
    const std::string wanted = request_.layer;
    if (count == 0) throw Failure{kData, "the boundary file holds no layer", "name a file with features in it"};
    if (wanted.empty()) {
      layer_ = data_->GetLayer(0);
      if (count > 1)
        request_.note(request_.context, 0, 1, kNote, "layer chosen",
                      fmt::format("read the first of {} layers, '{}'; name another with sheet in the source's format", count, layer_->GetName()).c_str());
      return;
    }
    layer_ = data_->GetLayerByName(wanted.c_str());
    int number = 0;
    const auto [end, error] = std::from_chars(wanted.data(), wanted.data() + wanted.size(), number);
    if (!layer_ && error == std::errc() && end == wanted.data() + wanted.size() && number >= 1 && number <= count) layer_ = data_->GetLayer(number - 1);
    if (layer_) return;
    std::string names;
    for (int i = 0; i < std::min(count, 20); ++i) names += fmt::format("{}'{}'", i ? ", " : "", data_->GetLayer(i)->GetName());
    throw Failure{kUsage, fmt::format("the file has no layer '{}'", wanted), fmt::format("name one of its {} layers: {}", count, names)};
  }

  enum class System { any, degrees, grid, other };
  struct Systems {
    std::uint64_t degrees = 0, grid = 0, other = 0;
  };

  static System system_of(const OGREnvelope& box) {
    if (box.MinX >= -180.001 && box.MaxX <= 180.001 && box.MinY >= -90.001 && box.MaxY <= 90.001) return System::degrees;
    return box.MinX >= -100'000 && box.MaxX <= 800'000 && box.MinY >= -100'000 && box.MaxY <= 1'400'000 ? System::grid : System::other;
  }

  // What the coordinates of each feature can be.
  Systems systems() {
    Systems seen;
    layer_->ResetReading();
    while (const OGRFeatureUniquePtr feature{layer_->GetNextFeature()}) {
      const OGRGeometry* geometry = feature->GetGeometryRef();
      if (!geometry || geometry->IsEmpty()) continue;
      OGREnvelope box;
      geometry->getEnvelope(&box);
      const System system = system_of(box);
      ++(system == System::degrees ? seen.degrees : system == System::grid ? seen.grid : seen.other);
    }
    return seen;
  }

  bool fits(const OGRGeometry& geometry) const {
    if (expected_ == System::any) return true;
    OGREnvelope box;
    geometry.getEnvelope(&box);
    return system_of(box) == expected_;
  }

  // WGS84 where the coordinates can be degrees, the British National Grid where they can be its metres.
  void choose_projection() {
    OGREnvelope box;
    const bool has_box = layer_->GetExtent(&box, TRUE) == OGRERR_NONE && std::isfinite(box.MinX) && std::isfinite(box.MaxX) &&
                         std::isfinite(box.MinY) && std::isfinite(box.MaxY);
    const bool degrees = !has_box || (box.MinX >= -180.001 && box.MaxX <= 180.001 && box.MinY >= -90.001 && box.MaxY <= 90.001);
    const bool grid = has_box && !degrees && box.MinX >= -100'000 && box.MaxX <= 800'000 && box.MinY >= -100'000 && box.MaxY <= 1'400'000;
    const OGRSpatialReference* named = layer_->GetSpatialRef();
    // A few features in another system than the rest would draw the whole file into it.
    const Systems seen = has_box && !degrees && !(named && !named->IsGeographic()) ? systems() : Systems{};
    // Publishers save grid coordinates as GeoJSON, which by its standard means degrees.
    const bool believable = named && (!named->IsGeographic() || degrees);
    if (believable) {
      source_ = *named;
    } else if (degrees || seen.degrees > std::max(seen.grid, seen.other)) {
      source_.importFromEPSG(4326);
      if (!degrees) expected_ = System::degrees;
      else if (has_box) request_.note(request_.context, 0, 1, kWarning, "coordinate system assumed", "the file names no coordinate system; WGS84 was assumed");
    } else if (grid || seen.grid > std::max(seen.degrees, seen.other)) {
      source_.importFromEPSG(27700);
      expected_ = System::grid;
      request_.note(request_.context, 0, 1, kWarning, "coordinate system assumed",
                    "the coordinates are no degrees and the file names no other system; the British National Grid was assumed");
    } else {
      throw Failure{kData, "the coordinates are in no known system", "save the file with its coordinate system, or as GeoJSON in WGS84"};
    }
    source_.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    OGRSpatialReference target;
    target.importFromEPSG(4326);
    target.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    if (source_.IsSame(&target)) return;
    transformation_.reset(OGRCreateCoordinateTransformation(&source_, &target));
    if (!transformation_) throw Failure{kData, "the file's coordinate system cannot be turned into WGS84", "save the file as GeoJSON in WGS84"};
  }

  void write_header() {
    const OGRFeatureDefn* definition = layer_->GetLayerDefn();
    for (int i = 0; i < definition->GetFieldCount(); ++i) {
      std::string name = definition->GetFieldDefn(i)->GetNameRef();
      // The last column is ours.
      if (name == "geometry") name = "geometry_attribute";
      append_cell(name);
      line_ += ',';
    }
    line_ += "geometry\n";
  }

  void write_feature(OGRFeature& feature, std::uint64_t number) {
    for (int i = 0; i < feature.GetFieldCount(); ++i) {
      if (feature.IsFieldSetAndNotNull(i)) append_field(feature, i);
      line_ += ',';
    }
    append_geometry(feature, number);
    line_ += '\n';
    if (line_.size() > (std::size_t{1} << 18)) flush();
  }

  void append_field(const OGRFeature& feature, int field) {
    const OGRFieldType type = feature.GetFieldDefnRef(field)->GetType();
    if (type == OFTReal) {
      const double value = feature.GetFieldAsDouble(field);
      if (!std::isfinite(value)) return;
      char text[64];
      line_.append(text, std::to_chars(text, text + sizeof text, value).ptr);
    } else if (type == OFTDate || type == OFTDateTime) {
      int year = 0, month = 0, day = 0, hour = 0, minute = 0, zone = 0;
      float second = 0;
      if (!feature.GetFieldAsDateTime(field, &year, &month, &day, &hour, &minute, &second, &zone)) return;
      line_ += fmt::format("{:04}-{:02}-{:02}", year, month, day);
      if (type == OFTDateTime) line_ += fmt::format(" {:02}:{:02}:{:02}", hour, minute, static_cast<int>(second));
    } else if (feature.GetFieldDefnRef(field)->GetSubType() == OFSTBoolean && type == OFTInteger) {
      line_ += feature.GetFieldAsInteger(field) ? "true" : "false";
    } else {
      append_cell(feature.GetFieldAsString(field));
    }
  }

  void append_cell(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
      line_ += text;
      return;
    }
    line_ += '"';
    for (const char c : text) {
      if (c == '"') line_ += '"';
      line_ += c;
    }
    line_ += '"';
  }

  void append_geometry(OGRFeature& feature, std::uint64_t number) {
    const std::string before = messages_.last;
    append_outline(feature, number);
    // What transformation and repair complain of is told as an observation; only faults of reading stay.
    messages_.last = before;
  }

  void append_outline(OGRFeature& feature, std::uint64_t number) {
    std::unique_ptr<OGRGeometry> geometry(feature.StealGeometry());
    if (!geometry || geometry->IsEmpty()) {
      missing_.see(number);
      return;
    }
    if (!fits(*geometry)) {
      mixed_.see(number);
      return;
    }
    geometry->flattenTo2D();
    if (geometry->hasCurveGeometry()) geometry.reset(geometry->getLinearGeometry());
    geometry = repaired(std::move(geometry), number);
    if (geometry && transformation_ && geometry->transform(transformation_.get()) != OGRERR_NONE) {
      outside_.see(number);
      return;
    }
    if (!geometry || geometry->IsEmpty() || !in_degrees(*geometry)) {
      outside_.see(number);
      return;
    }
    line_ += '"';
    append_wkt(*geometry);
    line_ += '"';
  }

  // Our own WKT: GDAL's writer takes longer than reading the file does.
  void append_wkt(const OGRGeometry& geometry) {
    switch (wkbFlatten(geometry.getGeometryType())) {
      case wkbPoint:
        line_ += "POINT (";
        append_coordinate(geometry.toPoint()->getX());
        line_ += ' ';
        append_coordinate(geometry.toPoint()->getY());
        line_ += ')';
        return;
      case wkbLineString:
        line_ += "LINESTRING ";
        return append_path(*geometry.toLineString());
      case wkbPolygon:
        line_ += "POLYGON ";
        return append_rings(*geometry.toPolygon());
      case wkbMultiPolygon: {
        line_ += "MULTIPOLYGON ";
        char before = '(';
        for (const OGRPolygon* part : *geometry.toMultiPolygon()) {
          line_ += std::exchange(before, ',');
          append_rings(*part);
        }
        line_ += ')';
        return;
      }
      default: {
        OGRWktOptions options;
        options.variant = wkbVariantIso;
        options.format = OGRWktFormat::F;
        options.precision = 7;
        line_ += geometry.exportToWkt(options);
      }
    }
  }

  void append_rings(const OGRPolygon& polygon) {
    char before = '(';
    for (const OGRLinearRing* ring : polygon) {
      line_ += std::exchange(before, ',');
      append_path(*ring);
    }
    line_ += ')';
  }

  void append_path(const OGRSimpleCurve& path) {
    for (int i = 0; i < path.getNumPoints(); ++i) {
      line_ += i ? ',' : '(';
      append_coordinate(path.getX(i));
      line_ += ' ';
      append_coordinate(path.getY(i));
    }
    line_ += ')';
  }

  // Degrees to seven decimals (a centimetre), without zeros at the end.
  void append_coordinate(double degrees) {
    const long long scaled = std::llround(degrees * 1e7);
    if (scaled < 0) line_ += '-';
    const unsigned long long size = static_cast<unsigned long long>(std::llabs(scaled));
    char text[32];
    line_.append(text, std::to_chars(text, text + sizeof text, size / 10'000'000).ptr);
    unsigned long long rest = size % 10'000'000;
    if (rest == 0) return;
    char decimals[8] = {'.', '0', '0', '0', '0', '0', '0', '0'};
    for (int i = 7; i > 0; --i, rest /= 10) decimals[i] = static_cast<char>('0' + rest % 10);
    int length = 8;
    while (decimals[length - 1] == '0') --length;
    line_.append(decimals, static_cast<std::size_t>(length));
  }

  static bool in_degrees(const OGRGeometry& geometry) {
    OGREnvelope box;
    geometry.getEnvelope(&box);
    return box.MinX >= -180.001 && box.MaxX <= 180.001 && box.MinY >= -90.001 && box.MaxY <= 90.001;
  }

  // Repair can leave lines and points where a polygon touched itself; only what is of the feature's own dimension counts.
  std::unique_ptr<OGRGeometry> repaired(std::unique_ptr<OGRGeometry> geometry, std::uint64_t number) {
    if (geometry->IsValid()) return geometry;
    const int dimension = geometry->getDimension();
    std::unique_ptr<OGRGeometry> valid(geometry->MakeValid());
    if (!valid || valid->IsEmpty()) {
      invalid_.see(number);
      return geometry;
    }
    repaired_.see(number);
    if (dimension != 2 || wkbFlatten(valid->getGeometryType()) != wkbGeometryCollection) return valid;
    auto polygons = std::make_unique<OGRMultiPolygon>();
    for (const OGRGeometry* part : *valid->toGeometryCollection()) {
      if (wkbFlatten(part->getGeometryType()) == wkbPolygon) polygons->addGeometry(part);
      if (wkbFlatten(part->getGeometryType()) == wkbMultiPolygon)
        for (const OGRPolygon* polygon : *part->toMultiPolygon()) polygons->addGeometry(polygon);
    }
    return polygons;
  }

  void flush() {
    request_.write(request_.context, line_.data(), line_.size());
    line_.clear();
  }

  void report() {
    const auto tell = [this](const Observation& seen, Severity severity, const char* rule, const char* text) {
      if (seen.count) request_.note(request_.context, seen.first, seen.count, severity, rule, text);
    };
    tell(missing_, kWarning, "no geometry", "features without a geometry; their geometry is left empty");
    tell(mixed_, kWarning, "coordinate systems mixed",
         expected_ == System::degrees ? "features whose coordinates are no degrees, unlike the file's others; their geometry is left empty; save the file in one coordinate system"
                                      : "features whose coordinates are no metres of the British National Grid, unlike the file's others; their geometry is left empty; save the file in one coordinate system");
    tell(repaired_, kNote, "geometry repaired", "outlines that cross or touch themselves were repaired");
    tell(invalid_, kWarning, "geometry not valid", "outlines that cross themselves and cannot be repaired were kept as they are");
    tell(outside_, kWarning, "geometry outside the earth", "coordinates that are no place on the earth; the geometry is left empty; check the coordinate system");
  }

  struct TransformationDeleter {
    void operator()(OGRCoordinateTransformation* transformation) const { OGRCoordinateTransformation::DestroyCT(transformation); }
  };

  const DmpGdalRequest& request_;
  Messages messages_;
  GDALDatasetUniquePtr data_;
  OGRLayer* layer_ = nullptr;
  OGRSpatialReference source_;
  std::unique_ptr<OGRCoordinateTransformation, TransformationDeleter> transformation_;
  std::string line_;
  System expected_ = System::any;  // where it had to be told from the coordinates
  Observation missing_, mixed_, repaired_, invalid_, outside_;
};

}  // namespace

extern "C" __attribute__((visibility("default"))) int dmp_gdal_read(const DmpGdalRequest* request) {
  std::optional<Failure> failure;
  try {
    if (std::strncmp(request->input, "/vsi", 4) == 0)
      throw Failure{kUsage, "a file name that begins with /vsi would be read as something else", "move the file into another folder"};
    start_gdal();
    Reader(*request).read();
  } catch (Failure& caught) {
    failure = std::move(caught);
  }
  if (!failure) return 0;
  request->fail(request->context, failure->kind, failure->what.c_str(), failure->mend.c_str());
  return 1;
}

extern "C" __attribute__((visibility("default"))) int dmp_gdal_write_geopackage(const DmpGdalWriteRequest* request) {
  start_gdal();
  Messages messages;
  const auto failed = [&] {
    request->fail(request->context, messages.last.empty() ? "no reason given" : messages.last.c_str());
    return 1;
  };
  CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", fmt::format("{}T00:00:00.000Z", request->day).c_str());
  static const char* const kDrivers[] = {"GeoJSON", nullptr};
  const GDALDatasetUniquePtr from(GDALDataset::Open(request->input, GDAL_OF_VECTOR | GDAL_OF_READONLY, kDrivers));
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GPKG");
  if (!from || from->GetLayerCount() == 0 || !driver) return failed();
  GDALDatasetUniquePtr to(driver->Create(request->output, 0, 0, 0, GDT_Unknown, nullptr));
  if (!to || !to->CopyLayer(from->GetLayer(0), request->layer)) return failed();
  to.reset();
  CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", nullptr);
  return messages.last.empty() ? 0 : failed();
}
