using Allmine.Application.Media.UploadFile;
using Allmine.Application.Tests.Fakes;
using Allmine.Application.Validation;

namespace Allmine.Application.Tests.Media.UploadFile;

public sealed class UploadFileValidationTests
{
    [Fact]
    public void File_WhenThere_ThenPasses() =>
        Assert.Empty(new UploadFileValidator().Validate(new UploadFileCommand(new ReceivedPhoto(new InMemoryMedia()))).Errors);

    [Fact]
    public void File_WhenAbsent_ThenIsRequired()
    {
        var failure = Assert.Single(new UploadFileValidator().Validate(new UploadFileCommand(null)).Errors);

        Assert.Equal("validation.file.required", ErrorDetailRules.ToErrorDetail(failure).Name);
    }

    [Fact]
    public async Task Upload_WhenTheFileIsAbsent_ThenIsRefused()
    {
        var service = new Service();

        Assert.Equal("validation.file.required", await service.RefusalAsync(Callers.Person(Samples.Ada), new UploadFileCommand(null)));
        Assert.Empty(service.Store.Files);
    }
}
