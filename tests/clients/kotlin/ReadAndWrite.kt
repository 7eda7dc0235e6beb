// Reads answers into the generated models and writes them as JSON again.
// Arguments: pairs of a class, `[]` after its name for a list of it, and a file, which is overwritten.
import java.io.File
import kotlinx.serialization.KSerializer
import kotlinx.serialization.builtins.ListSerializer
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonBuilder
import kotlinx.serialization.serializer

// An absent optional field is to stay absent.
private val asReceived: JsonBuilder.() -> Unit = { encodeDefaults = false }

private fun jsonOf(face: String): Json = when (face) {
    "v1" -> fi.harrastuspassi.client.v1.infrastructure.Serializer.kotlinxSerializationJson
    else -> fi.harrastuspassi.client.mobile.infrastructure.Serializer.kotlinxSerializationJson
}

private fun <T> again(json: Json, shape: KSerializer<T>, text: String): String =
    json.encodeToString(shape, json.decodeFromString(shape, text))

fun main(arguments: Array<String>) {
    fi.harrastuspassi.client.v1.infrastructure.Serializer.kotlinxSerializationJsonConfiguration = asReceived
    fi.harrastuspassi.client.mobile.infrastructure.Serializer.kotlinxSerializationJsonConfiguration = asReceived
    for ((face, shape, name) in arguments.toList().chunked(3)) {
        val json = jsonOf(face)
        val model = Class.forName("fi.harrastuspassi.client.$face.models.${shape.removeSuffix("[]")}")
        val one = json.serializersModule.serializer(model)
        val file = File(name)
        val text = file.readText()
        file.writeText(if (shape.endsWith("[]")) again(json, ListSerializer(one), text) else again(json, one, text))
    }
}
